/** Words of a shell script become the strings that commands are given: variables, substitutions, splitting, file names. */
import type { DoubleQuotedChild, ParameterExpansionPart, Statement, Word, WordPart } from 'unbash';
import type { Process } from '../../simulation/process.ts';
import { absolute } from './commands.ts';
import type { FileSystem } from './files.ts';
import { arithmetic } from './shellArithmetic.ts';

/** What the shell can't do: its caller goes on with what is assumed instead. */
export class Beyond extends Error {}

/** What words are expanded with. */
export interface WordScope {
  readonly variables: Record<string, string>;
  readonly args: readonly string[];
  readonly pid: number;
  readonly files: FileSystem;
  directory: string;
  lastCode: number;
  lastJob: number | undefined;
  /** Output of commands, without the line breaks at its end. */
  substitute(commands: readonly Statement[]): Process<string>;
}

/** The fields of a list of words. */
export function* expandFields(scope: WordScope, words: readonly Word[]): Process<string[]> {
  const fields: string[] = [];
  for (const word of words) {
    if (word.parts === undefined) fields.push(unquote(word));
    else fields.push(...(yield* fieldsOf(scope, word.parts)));
  }
  return fields;
}

/** One word as one string, without splitting: values of variables, targets of redirections. */
export function* expandText(scope: WordScope, word: Word | undefined): Process<string> {
  if (word === undefined) return '';
  if (word.parts === undefined) return unquote(word);
  return yield* partsText(scope, word.parts);
}

/** The text of parts, such as those of a here-document. */
export function* partsText(scope: WordScope, parts: readonly WordPart[]): Process<string> {
  let text = '';
  for (const part of parts) text += (yield* partText(scope, part)).text;
  return text;
}

function unquote(word: Word): string {
  return word.value;
}

interface PartText {
  readonly text: string;
  /** Split at white space. */
  readonly split: boolean;
  /** May name files. */
  readonly glob?: boolean;
  /** Fields of `"$@"`. */
  readonly fields?: readonly string[];
}

function* fieldsOf(scope: WordScope, parts: readonly WordPart[]): Process<string[]> {
  const fields: string[] = [];
  let current: string | undefined;
  let glob = false;
  const push = (): void => {
    if (current !== undefined) fields.push(...(glob ? matchingFiles(scope, current) : [current]));
    current = undefined;
    glob = false;
  };
  for (const part of parts) {
    const { text, split, glob: names, fields: own } = yield* partText(scope, part);
    if (own !== undefined) {
      own.forEach((field, index) => {
        if (index > 0) push();
        current = (current ?? '') + field;
      });
    } else if (split) {
      const pieces = text.split(/[ \t\n]+/);
      pieces.forEach((piece, index) => {
        if (index > 0) push();
        if (piece !== '') current = (current ?? '') + piece;
      });
    } else {
      current = (current ?? '') + text;
      glob ||= names === true;
    }
  }
  push();
  return fields;
}

function* partText(scope: WordScope, part: WordPart): Process<PartText> {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return { text: part.value, split: false };
    case 'Glob':
      return { text: part.text, split: false, glob: true };
    case 'DoubleQuoted':
    case 'LocaleString': {
      const [only] = part.parts;
      if (part.parts.length === 1 && only?.type === 'SimpleExpansion' && only.text === '$@') {
        return { text: '', split: false, fields: scope.args };
      }
      return { text: yield* quotedText(scope, part.parts), split: false };
    }
    case 'SimpleExpansion':
      return { text: variable(scope, part.text.slice(1)) ?? '', split: true };
    case 'ParameterExpansion':
      return { text: yield* parameter(scope, part), split: true };
    case 'CommandExpansion':
      if (part.script === undefined) throw new Beyond(part.text);
      return { text: yield* scope.substitute(part.script.commands), split: true };
    case 'ArithmeticExpansion':
      if (part.expression === undefined) throw new Beyond(part.text);
      return { text: String(arithmetic(scope, part.expression)), split: true };
    default:
      throw new Beyond(part.text);
  }
}

function* quotedText(scope: WordScope, parts: readonly DoubleQuotedChild[]): Process<string> {
  let text = '';
  for (const part of parts) text += (yield* partText(scope, part)).text;
  return text;
}

/** A variable or special parameter; undefined when unset. */
export function variable(scope: WordScope, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(scope.lastCode);
    case '$':
      return String(scope.pid);
    case '!':
      return scope.lastJob === undefined ? '' : String(scope.lastJob);
    case '#':
      return String(scope.args.length);
    case '@':
    case '*':
      return scope.args.join(' ');
    case '0':
      return 'sh';
    case 'PWD':
      return scope.directory;
    default:
      if (/^[1-9]\d*$/.test(name)) return scope.args[Number(name) - 1];
      return scope.variables[name];
  }
}

function* parameter(scope: WordScope, part: ParameterExpansionPart): Process<string> {
  if (part.prefix === '!' || part.index !== undefined) throw new Beyond(part.text);
  const value = variable(scope, part.parameter);
  if (part.prefix === '#') return String((value ?? '').length);
  const operation = part.operation;
  if (operation === undefined) return value ?? '';
  switch (operation.type) {
    case 'Default': {
      const missing = value === undefined || (operation.operator.startsWith(':') && value === '');
      const kind = operation.operator.at(-1);
      if (kind === '+') return missing ? '' : yield* expandText(scope, operation.operand);
      if (!missing) return value;
      if (kind === '?') throw new Beyond(part.text);
      const text = yield* expandText(scope, operation.operand);
      if (kind === '=') scope.variables[part.parameter] = text;
      return text;
    }
    case 'Remove': {
      const pattern = patternOf(yield* expandText(scope, operation.operand), operation.operator.length === 2);
      const anchored = operation.operator.startsWith('#') ? `^${pattern}` : `${pattern}$`;
      return trimmed(value ?? '', anchored, operation.operator);
    }
    default:
      throw new Beyond(part.text);
  }
}

/** Suffixes are tried from the right, since a regular expression would find the longest first. */
function trimmed(value: string, pattern: string, operator: string): string {
  if (operator !== '%') return value.replace(new RegExp(pattern, 's'), '');
  const whole = new RegExp(`^${pattern}`, 's');
  for (let at = value.length; at >= 0; at--) if (whole.test(value.slice(at))) return value.slice(0, at);
  return value;
}

/** A shell pattern as the source of a regular expression. */
export function patternOf(pattern: string, greedy = true): string {
  return pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', greedy ? '.*' : '.*?')
    .replaceAll('?', '.');
}

/** Files that match, or the pattern itself where none does. */
function matchingFiles(scope: WordScope, pattern: string): string[] {
  const slash = pattern.lastIndexOf('/');
  const directory = slash < 0 ? '.' : pattern.slice(0, slash) || '/';
  const names = new RegExp(`^${patternOf(pattern.slice(slash + 1))}$`);
  const found = scope.files.list(absolute(directory, scope.directory)).filter((name) => names.test(name));
  return found.length === 0 ? [pattern] : found.map((name) => `${pattern.slice(0, slash + 1)}${name}`);
}
