/**
 * Values as YAML, the way `kubectl get -o yaml` prints them (sigs.k8s.io/yaml JSONToYAML over go.yaml.in/yaml v2): collections in
 * block style, keys in natural order, long lines folded.
 */
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import { isBlank, isBreak } from './characters.ts';
import { readContent } from './content.ts';
import { floatText } from './goFormat.ts';
import { compareNaturally } from './naturalOrder.ts';
import { isTimestamp, resolvePlain } from './resolve.ts';
import { utf8Length } from './utf8.ts';

const indentation = 2;
/** Longer lines are folded at their next space. */
const bestWidth = 80;
/** A key longer than this is written behind a `?`. */
const maxSimpleKeyBytes = 128;

/**
 * The YAML for a JSON text. As in the library the text is read as YAML, which is not quite the same: some control characters are
 * refused, and NEL is a line break.
 */
export function jsonToYaml(json: string): { readonly yaml: string } | { readonly error: string } {
  const { value, problem } = readContent(json, { keepFloats: true });
  return problem === undefined ? { yaml: writeYaml(value ?? null) } : { error: problem.message };
}

/** The YAML text of a value, ending with a line feed. */
export function writeYaml(value: JsonValue): string {
  const writer = new Writer();
  writer.document(value);
  return writer.text;
}

interface Frame {
  readonly kind: 'sequence' | 'mapping';
  readonly keys: readonly string[];
  readonly values: readonly JsonValue[];
  readonly outerIndent: number;
  at: number;
}

class Writer {
  text = '';
  private column = 0;
  /** Whether a token can follow without a space. */
  private whitespace = true;
  /** Whether the line holds nothing but indentation and indicators yet. */
  private indention = true;
  private indent = -1;
  private readonly frames: Frame[] = [];

  document(root: JsonValue): void {
    this.node(root, false);
    for (let frame = this.frames.at(-1); frame !== undefined; frame = this.frames.at(-1)) this.member(frame);
    this.newLine();
  }

  private member(frame: Frame): void {
    if (frame.at === frame.values.length) {
      this.indent = frame.outerIndent;
      this.frames.pop();
      return;
    }
    const value = frame.values[frame.at] as JsonValue;
    if (frame.kind === 'sequence') {
      frame.at++;
      this.newLine();
      this.indicator('-', true, true);
      this.node(value, false);
      return;
    }
    const key = frame.keys[frame.at] as string;
    frame.at++;
    this.newLine();
    if (!/[\n\u2028\u2029\u0085\r]/.test(key) && utf8Length(key, 0, key.length) <= maxSimpleKeyBytes) {
      this.scalar(key, true);
      this.indicator(':', false, false);
    } else {
      this.indicator('?', true, true);
      this.scalar(key, false);
      this.newLine();
      this.indicator(':', true, true);
    }
    this.node(value, true);
  }

  private node(value: JsonValue, underKey: boolean): void {
    if (Array.isArray(value) && value.length > 0) {
      this.open(
        { kind: 'sequence', keys: [], values: value, outerIndent: this.indent, at: 0 },
        underKey && !this.indention,
      );
    } else if (isJsonObject(value) && Object.keys(value).length > 0) this.open(this.mappingFrame(value), false);
    else if (Array.isArray(value)) this.empty('[]');
    else if (isJsonObject(value)) this.empty('{}');
    else this.scalar(value, false);
  }

  private mappingFrame(value: JsonObject): Frame {
    const keys = Object.keys(value).sort(compareNaturally);
    const values = keys.map((key) => value[key] as JsonValue);
    return { kind: 'mapping', keys, values, outerIndent: this.indent, at: 0 };
  }

  private open(frame: Frame, indentless: boolean): void {
    this.frames.push(frame);
    if (this.indent < 0) this.indent = 0;
    else if (!indentless) this.indent += indentation;
  }

  private empty(brackets: '[]' | '{}'): void {
    if (!this.whitespace) this.put(' ');
    this.put(brackets);
    this.whitespace = false;
    this.indention = false;
  }

  private put(text: string): void {
    this.text += text;
    this.column += text.length;
  }

  private lineBreak(kept = '\n'): void {
    this.text += kept;
    this.column = 0;
  }

  private newLine(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) this.lineBreak();
    if (this.column < indent) this.put(' '.repeat(indent - this.column));
    this.whitespace = true;
    this.indention = true;
  }

  private indicator(mark: string, spaceBefore: boolean, isIndention: boolean): void {
    if (spaceBefore && !this.whitespace) this.put(' ');
    this.put(mark);
    this.whitespace = false;
    this.indention = this.indention && isIndention;
  }

  private scalar(value: Exclude<JsonValue, JsonValue[] | JsonObject>, simpleKey: boolean): void {
    const outer = this.indent;
    this.indent = outer < 0 ? indentation : outer + indentation;
    if (typeof value === 'string') this.string(value, simpleKey);
    else
      this.plain(typeof value === 'number' || value instanceof JsonNumber ? numberText(value) : String(value), false);
    this.indent = outer;
  }

  private string(text: string, simpleKey: boolean): void {
    const shape = analyse(text);
    switch (styleOf(text, shape, simpleKey)) {
      case 'plain':
        this.plain(text, !simpleKey);
        break;
      case 'single':
        this.singleQuoted(text, !simpleKey);
        break;
      case 'double':
        this.doubleQuoted(text, !simpleKey);
        break;
      case 'literal':
        this.literal(text);
        break;
    }
  }

  private plain(text: string, mayFold: boolean): void {
    if (!this.whitespace) this.put(' ');
    this.foldable(text, mayFold, (c) => c);
    this.whitespace = false;
    this.indention = false;
  }

  private singleQuoted(text: string, mayFold: boolean): void {
    this.indicator("'", true, false);
    let broken = false;
    let from = 0;
    // Only the rare breaks that are no line feeds stand in this style.
    for (let p = 0; p <= text.length; p++) {
      const c = text.charAt(p);
      const isEnd = p === text.length;
      if (!isEnd && !isBreakCharacter(c)) continue;
      const line = text.slice(from, p);
      if (broken && line !== '') this.newLine();
      this.foldable(line, mayFold, (character) => (character === "'" ? "''" : character), from === 0, isEnd);
      if (isEnd) break;
      this.lineBreak(c);
      this.indention = true;
      broken = true;
      from = p + 1;
    }
    this.indicator("'", false, false);
    this.indention = false;
  }

  private doubleQuoted(text: string, mayFold: boolean): void {
    // The library looks for a byte order mark at the beginning wherever it stands.
    const escapeAll = text.startsWith('\ufeff');
    const isEscaped = (c: string): boolean =>
      escapeAll || !isPrintable(c) || c === '"' || c === '\\' || isBreakCharacter(c);
    this.indicator('"', true, false);
    this.foldable(text, mayFold, (c) => (isEscaped(c) ? escaped(c) : c), true, true, '\\');
    this.indicator('"', false, false);
    this.indention = false;
  }

  /**
   * Writes a text of one line, folded at a space where it has grown too long. In quotes neither the first nor the last character
   * is such a place; `continued` marks, in double quotes, that further spaces follow the fold.
   */
  private foldable(
    text: string,
    mayFold: boolean,
    written: (c: string) => string,
    holdsFirst = false,
    holdsLast = false,
    continued?: string,
  ): void {
    const characters = [...text];
    let afterSpace = false;
    characters.forEach((c, index) => {
      if (c !== ' ' || written(c) !== ' ') {
        this.put(written(c));
        afterSpace = false;
        return;
      }
      const spaceFollows = characters[index + 1] === ' ';
      const atEdge = (holdsFirst && index === 0) || (holdsLast && index === characters.length - 1);
      if (mayFold && !afterSpace && this.column > bestWidth && !atEdge && (!spaceFollows || continued !== undefined)) {
        this.newLine();
        if (spaceFollows && continued !== undefined) this.put(continued);
      } else this.put(c);
      afterSpace = true;
    });
  }

  private literal(text: string): void {
    this.indicator(`|${/^[ \n\u2028\u2029]/.test(text) ? indentation : ''}${chomping(text)}`, true, false);
    this.lineBreak();
    this.indention = true;
    this.whitespace = true;
    let broken = true;
    for (const c of text) {
      if (isBreak(c.charCodeAt(0))) {
        this.lineBreak(c);
        this.indention = true;
        broken = true;
        continue;
      }
      if (broken) this.newLine();
      this.put(c);
      this.indention = false;
      broken = false;
    }
  }
}

/** A number as the library prints it after reading its JSON: integers of 64 bits as they are, others as Go prints a double. */
function numberText(number: number | JsonNumber): string {
  const text = number instanceof JsonNumber ? number.text : String(number);
  return resolvePlain(text).tag === 'int' ? text : floatText(Number(text));
}

/** What keeps a string from being written in one style or another. */
interface Shape {
  readonly multiline: boolean;
  readonly plainAllowed: boolean;
  readonly singleQuotedAllowed: boolean;
  readonly literalAllowed: boolean;
}

function analyse(text: string): Shape {
  const characters = [...text];
  let special = false;
  let breaks = false;
  let spaceBreak = false;
  let breakSpace = false;
  let indicators = text.startsWith('---') || text.startsWith('...');
  let before = '';
  characters.forEach((c, index) => {
    const next = characters[index + 1];
    const blankAfter = next === undefined || isBlank(next.charCodeAt(0));
    if (index === 0 ? startsOther(c, blankAfter) : (c === ':' && blankAfter) || (c === '#' && isSpacing(before)))
      indicators = true;
    if (!isPrintable(c)) special = true;
    if (c === ' ' && isBreakCharacter(before)) breakSpace = true;
    if (isBreakCharacter(c)) {
      breaks = true;
      if (before === ' ') spaceBreak = true;
    }
    before = c;
  });
  const last = characters.at(-1) ?? '';
  const edges = isSpaceOrBreak(characters[0] ?? '') || isSpaceOrBreak(last);
  return {
    multiline: breaks,
    plainAllowed: !(special || breaks || spaceBreak || breakSpace || indicators || edges),
    singleQuotedAllowed: !(special || spaceBreak || breakSpace),
    literalAllowed: !(special || spaceBreak || last === ' '),
  };
}

function startsOther(c: string, blankAfter: boolean): boolean {
  return '#,[]{}&*!|>\'"%@`'.includes(c) || (blankAfter && (c === '?' || c === ':' || c === '-'));
}

function isBreakCharacter(c: string): boolean {
  return c !== '' && isBreak(c.charCodeAt(0));
}

function isSpaceOrBreak(c: string): boolean {
  return c === ' ' || isBreakCharacter(c);
}

function isSpacing(c: string): boolean {
  return c === '\t' || isSpaceOrBreak(c);
}

type Style = 'plain' | 'single' | 'double' | 'literal';

function styleOf(text: string, shape: Shape, simpleKey: boolean): Style {
  if (text.includes('\n')) return shape.literalAllowed && !simpleKey ? 'literal' : 'double';
  if (!readsAsString(text) || (simpleKey && shape.multiline)) return 'double';
  if (shape.plainAllowed) return 'plain';
  return shape.singleQuotedAllowed ? 'single' : 'double';
}

const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

function readsAsString(text: string): boolean {
  return resolvePlain(text).tag === 'str' && !isTimestamp(text) && !base60.test(text);
}

/** What the library prints unescaped; nothing beyond U+FFFF. */
function isPrintable(c: string): boolean {
  const code = c.codePointAt(0) ?? 0;
  if (code < 0xa0) return code === 0x0a || (code >= 0x20 && code <= 0x7e);
  return code <= 0xfffd && code !== 0xfeff && (code < 0xd800 || code > 0xdfff);
}

const escapeLetters: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

function escaped(c: string): string {
  const letter = escapeLetters[c];
  if (letter !== undefined) return `\\${letter}`;
  const code = (c.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
}

function chomping(text: string): '-' | '+' | '' {
  if (!isBreakCharacter(text.slice(-1))) return '-';
  return text.length === 1 || isBreakCharacter(text.slice(-2, -1)) ? '+' : '';
}
