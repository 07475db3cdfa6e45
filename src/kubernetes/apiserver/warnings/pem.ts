/** PEM blocks in a text, found as Go's `encoding/pem` finds them. */

export interface PemBlock {
  readonly type: string;
  /** One character a byte. */
  readonly bytes: string;
}

const begin = '-----BEGIN ';
const end = '\n-----END ';
const dashes = '-----';

/** All blocks in order; what is no whole block is passed over. `text` holds one character a byte. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  // An END belongs to the last BEGIN before it. An empty block's END follows its BEGIN line at once.
  for (let from = 0, at = text.indexOf(end); at >= 0; ) {
    const start = text.slice(from, at).lastIndexOf(begin);
    const block = start < 0 ? undefined : blockAt(text, from + start, at);
    from = at + end.length;
    if (block !== undefined) blocks.push(block);
    at = text.indexOf(end, from - 1);
  }
  return blocks;
}

/** The block between a BEGIN and an END, if both are lines of their own and fit each other. */
function blockAt(text: string, start: number, endAt: number): PemBlock | undefined {
  if (start > 0 && text[start - 1] !== '\n') return undefined;
  const lineEnd = text.indexOf('\n', start);
  const typeLine = text.slice(start + begin.length, lineEnd).trimEnd();
  if (!typeLine.endsWith(dashes)) return undefined;
  const type = typeLine.slice(0, -dashes.length);
  const closing = text.indexOf('\n', endAt + 1);
  const endLine = text.slice(endAt + end.length, closing < 0 ? text.length : closing);
  if (endLine.trimEnd() !== type + dashes) return undefined;
  const body = withoutHeaders(text.slice(lineEnd + 1, Math.max(endAt, lineEnd + 1)));
  const bytes = body === undefined ? undefined : decoded(body);
  return bytes === undefined ? undefined : { type, bytes };
}

/** Leading lines such as `Proc-Type: 4,ENCRYPTED` are no data; another line must follow them. */
function withoutHeaders(body: string): string | undefined {
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\n', at);
    const line = body.slice(at, lineEnd < 0 ? body.length : lineEnd);
    if (!line.includes(':')) return body.slice(at);
    if (lineEnd < 0) return undefined;
    at = lineEnd + 1;
  }
}

function decoded(base64: string): string | undefined {
  const text = base64.replace(/[ \t\r\n]+/g, '');
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? atob(text) : undefined;
}
