/** JSON as Go's encoding/json reads it from a stream: one value after another, with its error texts. */
import { type JsonValue, jsonNumber } from '../kubernetes/api/json.ts';
import { quote } from './goFormat.ts';
import { kinds, styles, YamlNode } from './node.ts';
import { objectOf } from './object.ts';
import type { Surprise } from './surprise.ts';

const maxDepth = 10_000;

/** What stands next in a stream of JSON values. */
export type JsonReading =
  | {
      readonly kind: 'value';
      readonly root: YamlNode;
      readonly surprises: readonly Surprise[];
      readonly exactNumbers: boolean;
    }
  | { readonly kind: 'end' }
  /** `at` is the offending character; `syntax` tells errors that name their offset from a text that ends too early. */
  | { readonly kind: 'error'; readonly message: string; readonly at: number; readonly syntax: boolean };

class JsonFailure {
  readonly message: string;
  readonly at: number;
  constructor(message: string, at: number) {
    this.message = message;
    this.at = at;
  }
}

/** Reads the JSON value that begins at `from` or, after white space, later. */
export function readJson(text: string, from: number): JsonReading {
  const reader = new JsonReader(text, from);
  reader.skipSpace();
  if (reader.pos >= text.length) return { kind: 'end' };
  try {
    const root = reader.read();
    return { kind: 'value', root, surprises: reader.surprises, exactNumbers: reader.exactNumbers };
  } catch (failure) {
    if (!(failure instanceof JsonFailure)) throw failure;
    if (failure.at >= text.length) return { kind: 'error', message: 'unexpected EOF', at: text.length, syntax: false };
    return { kind: 'error', message: failure.message, at: failure.at, syntax: true };
  }
}

class JsonReader {
  readonly surprises: Surprise[] = [];
  exactNumbers = false;
  private readonly text: string;
  pos: number;

  constructor(text: string, pos: number) {
    this.text = text;
    this.pos = pos;
  }

  skipSpace(): void {
    const { text } = this;
    for (let c = text.charCodeAt(this.pos); c === 32 || c === 10 || c === 13 || c === 9; )
      c = text.charCodeAt(++this.pos);
  }

  private fail(context: string): JsonFailure {
    return new JsonFailure(`invalid character ${quoteCharacter(this.text, this.pos)} ${context}`, this.pos);
  }

  /** One value, without recursion: open collections wait on a stack. */
  read(): YamlNode {
    const open: YamlNode[] = [];
    let begun = this.value();
    for (;;) {
      let done: YamlNode | undefined = begun.value === undefined ? undefined : begun;
      if (done === undefined) {
        open.push(begun);
        if (open.length > maxDepth) {
          this.pos--;
          throw this.fail('exceeded max depth');
        }
        const closing = begun.kind === kinds.mapping ? 125 : 93;
        this.skipSpace();
        if (this.text.charCodeAt(this.pos) !== closing) {
          if (closing === 125) this.key(begun);
          begun = this.value();
          this.attach(open, begun);
          continue;
        }
        this.pos++;
        done = this.close(open);
      }
      for (;;) {
        const parent = open[open.length - 1];
        if (parent === undefined) return done;
        if (this.goOn(parent)) {
          begun = this.value();
          this.attach(open, begun);
          break;
        }
        done = this.close(open);
      }
    }
  }

  private attach(open: YamlNode[], node: YamlNode): void {
    (open[open.length - 1] as YamlNode).children.push(node);
  }

  /** After a member: whether another one follows (its key is read already) or the collection is closed. */
  private goOn(parent: YamlNode): boolean {
    this.skipSpace();
    const c = this.text.charCodeAt(this.pos);
    const mapping = parent.kind === kinds.mapping;
    if (c === 44) {
      this.pos++;
      if (mapping) this.key(parent);
      return true;
    }
    if (c === (mapping ? 125 : 93)) {
      this.pos++;
      return false;
    }
    throw this.fail(mapping ? 'after object key:value pair' : 'after array element');
  }

  private key(parent: YamlNode): void {
    this.skipSpace();
    if (this.text.charCodeAt(this.pos) !== 34) throw this.fail('looking for beginning of object key string');
    parent.children.push(this.string());
    this.skipSpace();
    if (this.text.charCodeAt(this.pos) !== 58) throw this.fail('after object key');
    this.pos++;
  }

  private close(open: YamlNode[]): YamlNode {
    const node = open.pop() as YamlNode;
    node.end = this.pos;
    const { children } = node;
    if (node.kind === kinds.sequence) {
      node.value = children.map((child) => child.value as JsonValue);
      return node;
    }
    const keys: string[] = [];
    const values: JsonValue[] = [];
    for (let i = 0; i < children.length; i += 2) {
      keys.push((children[i] as YamlNode).text);
      values.push((children[i + 1] as YamlNode).value as JsonValue);
    }
    node.value = objectOf(keys, values, (lost, kept) => {
      const key = children[2 * lost] as YamlNode;
      const range = { start: key.start, end: key.end };
      this.surprises.push({ kind: 'duplicateKey', range, written: key.text, read: values[kept] as JsonValue });
    });
    return node;
  }

  /** A scalar, or a collection whose members are still to be read: one without a value. */
  private value(): YamlNode {
    this.skipSpace();
    const c = this.text.charCodeAt(this.pos);
    switch (c) {
      case 34:
        return this.string();
      case 123:
      case 91:
        this.pos++;
        return new YamlNode(c === 123 ? kinds.mapping : kinds.sequence, this.pos - 1, this.pos, '', styles.plain, '');
      case 116:
        return this.literal('true', true);
      case 102:
        return this.literal('false', false);
      case 110:
        return this.literal('null', null);
      default:
        return this.number();
    }
  }

  private literal(word: string, value: JsonValue): YamlNode {
    const start = this.pos;
    for (let i = 1; i < word.length; i++) {
      this.pos = start + i;
      if (this.text[this.pos] !== word[i]) throw this.fail(`in literal ${word} (expecting ${quoteCharacter(word, i)})`);
    }
    this.pos++;
    return this.scalar(start, word, styles.plain, value);
  }

  private scalar(start: number, text: string, style: 0 | 1, value: JsonValue): YamlNode {
    const node = new YamlNode(kinds.scalar, start, this.pos, text, style, '');
    node.value = value;
    return node;
  }

  private digits(): boolean {
    const start = this.pos;
    for (let c = this.text.charCodeAt(start); c >= 48 && c <= 57; ) c = this.text.charCodeAt(++this.pos);
    return this.pos > start;
  }

  private number(): YamlNode {
    const { text } = this;
    const start = this.pos;
    if (text[start] === '-') this.pos++;
    const first = text.charCodeAt(this.pos);
    if (first === 48) this.pos++;
    else if (!this.digits())
      throw this.fail(this.pos > start ? 'in numeric literal' : 'looking for beginning of value');
    if (text[this.pos] === '.') {
      this.pos++;
      if (!this.digits()) throw this.fail('after decimal point in numeric literal');
    }
    if (text[this.pos] === 'e' || text[this.pos] === 'E') {
      this.pos++;
      if (text[this.pos] === '+' || text[this.pos] === '-') this.pos++;
      if (!this.digits()) throw this.fail('in exponent of numeric literal');
    }
    const literal = text.slice(start, this.pos);
    const value = jsonNumber(literal);
    if (typeof value !== 'number') this.exactNumbers = true;
    return this.scalar(start, literal, styles.plain, value);
  }

  private string(): YamlNode {
    const { text } = this;
    const start = this.pos++;
    let value = '';
    let from = this.pos;
    for (;;) {
      const c = text.charCodeAt(this.pos);
      if (c === 34) break;
      if (c === 92) {
        value += text.slice(from, this.pos) + this.escape();
        from = this.pos;
      } else if (c >= 32) this.pos++;
      else throw this.fail('in string literal');
    }
    value += text.slice(from, this.pos++);
    return this.scalar(start, value.toWellFormed(), styles.quoted, value.toWellFormed());
  }

  private escape(): string {
    this.pos++;
    const simple = simpleEscapes[this.text.charAt(this.pos)];
    if (simple !== undefined) {
      this.pos++;
      return simple;
    }
    if (this.text[this.pos] !== 'u') throw this.fail('in string escape code');
    const start = ++this.pos;
    for (; this.pos < start + 4; this.pos++) {
      if (!/[0-9a-fA-F]/.test(this.text.charAt(this.pos))) throw this.fail('in \\u hexadecimal character escape');
    }
    return String.fromCharCode(Number.parseInt(this.text.slice(start, this.pos), 16));
  }
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** A character as Go's JSON errors show it: the bytes beyond ASCII one by one, as if each were a character. */
function quoteCharacter(text: string, at: number): string {
  const c = text.charAt(at);
  if (c === "'") return "'\\''";
  if (c === '"') return "'\"'";
  const code = text.codePointAt(at) ?? 0;
  const shown = code < 0x80 ? c : String.fromCharCode(leadByte(code));
  return `'${quote(shown).slice(1, -1)}'`;
}

function leadByte(code: number): number {
  if (code < 0x800) return 0xc0 | (code >> 6);
  return code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18);
}
