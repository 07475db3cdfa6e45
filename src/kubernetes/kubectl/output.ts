/** The lines that kubectl prints for the server's refusals. */
import type { Status } from '../api/status.ts';

/** kubectl's sentence for a refusal while `doing` (`creating`, `applying patch to`) something of `file`. */
export function refusalText(
  status: Status,
  { doing, file }: { readonly doing: string; readonly file: string },
): string {
  if (status.reason === 'Invalid')
    return `The ${status.message.replace(/^([^"]*) ("[^"]*") is invalid/, '$1 $2 is invalid')}`;
  return `Error from server (${status.reason}): error when ${doing} "${file}": ${status.message}`;
}
