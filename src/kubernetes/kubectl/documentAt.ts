/** One document of a file, as if it stood in a file of its own. */
import { readDocuments } from '../../yaml/document.ts';
import { type ClientOptions, type ClientRequest, requestsOf } from './documents.ts';

/** The text of document `index` and the first request it makes; an empty text where there is no such document. */
export function documentAt(
  fileText: string,
  index: number,
  options: ClientOptions,
): { readonly text: string; readonly request: ClientRequest | undefined } {
  const document = readDocuments(fileText)[index];
  if (document === undefined) return { text: '', request: undefined };
  const text = fileText.slice(document.range.start, document.range.end);
  return { text, request: requestsOf(document, options).requests[0] };
}
