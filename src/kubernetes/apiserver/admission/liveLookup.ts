/** Names that plugins cannot even ask the API server for. */
import { goQuote } from '../../api/goText.ts';
import { isPathSegmentName } from '../../api/names.ts';

/** The error of client-go's request for `name`, if it makes none (`k8s.io/client-go/rest`, `Request.Name`). */
export function unaskable(name: string): string | undefined {
  if (name === '') return 'resource name may not be empty';
  const messages = isPathSegmentName(name);
  return messages.length === 0 ? undefined : `invalid resource name ${goQuote(name)}: [${messages.join(' ')}]`;
}
