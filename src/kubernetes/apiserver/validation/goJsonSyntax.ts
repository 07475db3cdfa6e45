/** What Go's `encoding/json` says of a text that is no JSON. */
import { goQuote } from '../../api/goText.ts';

/** The complaint about the first wrong byte; undefined for good JSON. Reads as the scanner of Go's `encoding/json` does. */
export function jsonSyntaxProblem(text: string): string | undefined {
  return new Scanner(text).run();
}

/** How Go names the JSON type of a parsed value. */
export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

const cutOff = 'unexpected end of JSON input';
const space = new Set([' ', '\t', '\r', '\n']);
const literals: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };
/** Deeper nesting is refused. */
const maximumDepth = 10000;

class Scanner {
  readonly #characters: readonly string[];
  #at = 0;
  /** Open brackets, outermost first. */
  readonly #open: ('{' | '[')[] = [];

  constructor(text: string) {
    this.#characters = [...text];
  }

  run(): string | undefined {
    for (;;) {
      const problem = this.#value() ?? this.#close();
      if (problem === 'again') continue;
      return problem === 'done' ? this.#end() : problem;
    }
  }

  /** One value, or the start of one that holds others, whose first is to be read `again`. */
  #value(): string | undefined {
    this.#skipSpace();
    const character = this.#characters[this.#at];
    if (character === undefined) return cutOff;
    if (character === '{' || character === '[') return this.#openBracket(character);
    if (character === '"') return this.#string();
    if (character === '-' || /^[0-9]$/.test(character)) return this.#number();
    const literal = literals[character];
    if (literal !== undefined) return this.#literal(literal);
    return this.#wrong('looking for beginning of value');
  }

  #openBracket(bracket: '{' | '['): string | undefined {
    this.#at++;
    this.#open.push(bracket);
    if (this.#open.length > maximumDepth) return 'exceeded max depth';
    this.#skipSpace();
    const next = this.#characters[this.#at];
    if (next === (bracket === '{' ? '}' : ']')) return undefined;
    return (bracket === '{' ? this.#key() : undefined) ?? 'again';
  }

  #key(): string | undefined {
    this.#skipSpace();
    const character = this.#characters[this.#at];
    if (character === undefined) return cutOff;
    if (character !== '"') return this.#wrong('looking for beginning of object key string');
    const problem = this.#string();
    if (problem !== undefined) return problem;
    this.#skipSpace();
    const colon = this.#characters[this.#at];
    if (colon === undefined) return cutOff;
    if (colon !== ':') return this.#wrong('after object key');
    this.#at++;
    return undefined;
  }

  /** What follows a value: the end of brackets, or a comma and so a further value (`again`). */
  #close(): string {
    for (;;) {
      const bracket = this.#open.at(-1);
      if (bracket === undefined) return 'done';
      this.#skipSpace();
      const character = this.#characters[this.#at];
      if (character === undefined) return cutOff;
      if (character === ',') {
        this.#at++;
        return (bracket === '{' ? this.#key() : undefined) ?? 'again';
      }
      if (character !== (bracket === '{' ? '}' : ']')) {
        return this.#wrong(bracket === '{' ? 'after object key:value pair' : 'after array element');
      }
      this.#at++;
      this.#open.pop();
    }
  }

  #end(): string | undefined {
    this.#skipSpace();
    return this.#at < this.#characters.length ? this.#wrong('after top-level value') : undefined;
  }

  #string(): string | undefined {
    for (this.#at++; ; this.#at++) {
      const character = this.#characters[this.#at];
      if (character === undefined) return cutOff;
      if (character === '"') break;
      if (character < ' ') return this.#wrong('in string literal');
      if (character !== '\\') continue;
      const problem = this.#escape();
      if (problem !== undefined) return problem;
    }
    this.#at++;
    return undefined;
  }

  #escape(): string | undefined {
    const escaped = this.#characters[++this.#at];
    if (escaped === undefined) return cutOff;
    if (escaped !== 'u') return 'bfnrt\\/"'.includes(escaped) ? undefined : this.#wrong('in string escape code');
    for (let digit = 0; digit < 4; digit++) {
      const character = this.#characters[++this.#at];
      if (character === undefined) return cutOff;
      if (!/^[0-9a-fA-F]$/.test(character)) return this.#wrong('in \\u hexadecimal character escape');
    }
    return undefined;
  }

  #number(): string | undefined {
    if (this.#characters[this.#at] === '-') {
      this.#at++;
      if (!this.#digit()) return this.#expected('in numeric literal');
    }
    if (this.#characters[this.#at] === '0') this.#at++;
    else this.#digits();
    if (this.#characters[this.#at] === '.') {
      this.#at++;
      if (!this.#digit()) return this.#expected('after decimal point in numeric literal');
      this.#digits();
    }
    if (this.#characters[this.#at]?.toLowerCase() !== 'e') return undefined;
    this.#at++;
    const sign = this.#characters[this.#at];
    if (sign === '+' || sign === '-') this.#at++;
    if (!this.#digit()) return this.#expected('in exponent of numeric literal');
    this.#digits();
    return undefined;
  }

  #digit(): boolean {
    return /^[0-9]$/.test(this.#characters[this.#at] ?? '');
  }

  #digits(): void {
    while (this.#digit()) this.#at++;
  }

  #literal(literal: string): string | undefined {
    for (let i = 1; i < literal.length; i++) {
      const character = this.#characters[++this.#at];
      if (character === undefined) return cutOff;
      const expected = literal.charAt(i);
      if (character !== expected) return this.#wrong(`in literal ${literal} (expecting '${expected}')`);
    }
    this.#at++;
    return undefined;
  }

  #skipSpace(): void {
    while (space.has(this.#characters[this.#at] ?? '')) this.#at++;
  }

  #expected(where: string): string {
    return this.#at < this.#characters.length ? this.#wrong(where) : cutOff;
  }

  #wrong(where: string): string {
    return `invalid character ${quoteCharacter(this.#characters[this.#at] ?? '')} ${where}`;
  }
}

/** Go complains of bytes, so that a character outside ASCII shows as its first byte. */
function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return `'"'`;
  const code = character.codePointAt(0) ?? 0;
  const shown = code < 0x80 ? character : String.fromCharCode(new TextEncoder().encode(character)[0] ?? 0);
  return `'${goQuote(shown).slice(1, -1)}'`;
}
