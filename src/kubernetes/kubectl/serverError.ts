/** kubectl's lines for the server's refusals of requests that are not about a file. */
import type { Status } from '../api/status.ts';

/** `Error from server (NotFound): pods "x" not found`. */
export function serverError(status: Status): string {
  if (status.reason === 'Invalid') {
    return `The ${status.message.replace(/^(\S+(?: \S+)*?) ("[^"]*") is invalid/, '$1 $2 is invalid')}`;
  }
  return `Error from server (${status.reason}): ${status.message}`;
}
