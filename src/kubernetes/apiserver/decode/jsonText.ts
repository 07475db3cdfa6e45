/** Reads JSON text as Go's `encoding/json` does, with its words for what is wrong. */

import { goQuote } from '../../api/goText.ts';
import { jsonNumber } from '../../api/json.ts';
import { type JsonNode, RawObject, RawString } from '../../api/reading/jsonNode.ts';
import { firstByte } from '../../api/reading/utf8.ts';

/** The tree of one JSON text, or why it is none. */
export type JsonReading = { readonly node: JsonNode } | { readonly error: string };

const maxDepth = 10_000;

type Container = { readonly list: JsonNode[] } | { readonly object: RawObject; key: string };

/** Reads `text`, which must hold one value and nothing else. Never recurses: depth is bounded only by Go's limit. */
export function readJson(text: string): JsonReading {
  return new Reader(text).read();
}

const space = /[ \t\r\n]*/y;
/** What stands for itself between quotes: neither a quote, nor a backslash, nor a control character. */
const plainString = /[ !#-[\]-\uffff]*/y;

/** Where a space may stand. Go tries one at the end of the text: elsewhere that is what it complains about. */
const spaceIsLegal: ReadonlySet<string> = new Set([
  'looking for beginning of value',
  'looking for beginning of object key string',
  'after object key',
  'after object key:value pair',
  'after array element',
  'in string literal',
]);

class Reader {
  private readonly text: string;
  private at = 0;
  private error = '';
  private readonly open: Container[] = [];

  constructor(text: string) {
    this.text = text;
  }

  read(): JsonReading {
    let root: JsonNode | undefined;
    while (root === undefined && this.error === '') {
      const begun = this.begin();
      if (begun !== undefined && this.error === '') root = this.close(begun);
    }
    this.skipSpace();
    if (this.error === '' && this.at < this.text.length) this.fail('after top-level value');
    return this.error === '' ? { node: root ?? null } : { error: this.error };
  }

  /** Begins a value: a literal or an empty container is returned; undefined after an opening bracket that holds more. */
  private begin(): JsonNode | undefined {
    this.skipSpace();
    const character = this.text[this.at];
    if (character === '[') return this.beginList();
    if (character === '{') return this.beginObject();
    return this.literal(character);
  }

  private beginList(): JsonNode | undefined {
    if (!this.deeper()) return undefined;
    const list: JsonNode[] = [];
    this.at++;
    this.skipSpace();
    if (this.text[this.at] === ']') {
      this.at++;
      return list;
    }
    this.open.push({ list });
    return undefined;
  }

  private beginObject(): JsonNode | undefined {
    if (!this.deeper()) return undefined;
    const object = new RawObject();
    this.at++;
    this.skipSpace();
    if (this.text[this.at] === '}') {
      this.at++;
      return object;
    }
    const container = { object, key: '' };
    this.open.push(container);
    this.readKey(container);
    return undefined;
  }

  private deeper(): boolean {
    if (this.open.length < maxDepth) return true;
    this.error = 'exceeded max depth';
    return false;
  }

  private readKey(container: { key: string }): void {
    this.skipSpace();
    if (this.text[this.at] !== '"') {
      this.fail('looking for beginning of object key string');
      return;
    }
    const key = this.string();
    if (this.error !== '') return;
    container.key = key instanceof RawString ? key.value : key;
    this.skipSpace();
    if (this.text[this.at] === ':') this.at++;
    else this.fail('after object key');
  }

  /** Puts a finished value where it belongs, and closes what it ends; returns the outermost value when it is done. */
  private close(node: JsonNode): JsonNode | undefined {
    let finished = node;
    for (;;) {
      const container = this.open.at(-1);
      if (container === undefined) return finished;
      const isList = 'list' in container;
      if (isList) container.list.push(finished);
      else {
        container.object.keys.push(container.key);
        container.object.values.push(finished);
      }
      this.skipSpace();
      const character = this.text[this.at];
      if (character === ',') {
        this.at++;
        if (!isList) this.readKey(container);
        return undefined;
      }
      if (character !== (isList ? ']' : '}')) {
        this.fail(isList ? 'after array element' : 'after object key:value pair');
        return undefined;
      }
      this.at++;
      finished = isList ? container.list : container.object;
      this.open.pop();
    }
  }

  private literal(character: string | undefined): JsonNode {
    switch (character) {
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        if (character !== undefined && /[-0-9]/.test(character)) return this.number();
        this.fail('looking for beginning of value');
        return null;
    }
  }

  private word<T>(word: string, value: T): T {
    for (const [index, expected] of [...word].entries()) {
      if (this.text[this.at] !== expected) {
        this.fail(`in literal ${word} (expecting '${word[index]}')`);
        break;
      }
      this.at++;
    }
    return value;
  }

  private number(): JsonNode {
    const start = this.at;
    if (this.text[this.at] === '-') this.at++;
    if (this.text[this.at] === '0') this.at++;
    else if (!this.digits('in numeric literal')) return null;
    if (this.text[this.at] === '.') {
      this.at++;
      if (!this.digits('after decimal point in numeric literal')) return null;
    }
    if (this.text[this.at] === 'e' || this.text[this.at] === 'E') {
      this.at++;
      if (this.text[this.at] === '+' || this.text[this.at] === '-') this.at++;
      if (!this.digits('in exponent of numeric literal')) return null;
    }
    return jsonNumber(this.text.slice(start, this.at));
  }

  private digits(where: string): boolean {
    const start = this.at;
    while (/[0-9]/.test(this.text[this.at] ?? '')) this.at++;
    if (this.at > start) return true;
    this.fail(where);
    return false;
  }

  private string(): string | RawString {
    const start = this.at;
    this.at++;
    let value = '';
    for (;;) {
      plainString.lastIndex = this.at;
      value += plainString.exec(this.text)?.[0] ?? '';
      this.at = plainString.lastIndex;
      const character = this.text[this.at];
      if (character === '"') {
        this.at++;
        const text = this.text.slice(start, this.at);
        return value.length === text.length - 2 ? value : new RawString(text, value.toWellFormed());
      }
      if (character !== '\\') {
        this.fail('in string literal');
        return '';
      }
      this.at++;
      value += this.escape();
      if (this.error !== '') return '';
    }
  }

  private escape(): string {
    const character = this.text[this.at];
    if (character !== 'u') {
      const plain = character === undefined ? undefined : escapes[character];
      if (plain === undefined) {
        this.fail('in string escape code');
        return '';
      }
      this.at++;
      return plain;
    }
    this.at++;
    const start = this.at;
    for (; this.at < start + 4; this.at++) {
      if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) {
        this.fail('in \\u hexadecimal character escape');
        return '';
      }
    }
    return String.fromCharCode(Number.parseInt(this.text.slice(start, this.at), 16));
  }

  private skipSpace(): void {
    space.lastIndex = this.at;
    space.test(this.text);
    this.at = space.lastIndex;
  }

  private fail(where: string): void {
    const atEnd = this.at >= this.text.length;
    if (atEnd && spaceIsLegal.has(where)) this.error = 'unexpected end of JSON input';
    else this.error = `invalid character ${atEnd ? "' '" : quoteByte(firstByte(this.text, this.at))} ${where}`;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** A byte as Go's scanner shows it: as the character of that number, in single quotes. */
function quoteByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === "'") return `'\\''`;
  if (character === '"') return `'"'`;
  return `'${goQuote(character).slice(1, -1)}'`;
}
