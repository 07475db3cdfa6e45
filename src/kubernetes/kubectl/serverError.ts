/** kubectl's lines for the server's refusals of requests that are not about a file. */
import type { Status } from '../api/status.ts';
import { refusalText } from './output.ts';

/** `Error from server (NotFound): pods "x" not found`. */
export function serverError(status: Status): string {
  return refusalText(status);
}
