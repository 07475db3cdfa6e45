/** `%YAML` and `%TAG` lines. */
import { char, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, isNameCharacter } from './characters.ts';
import type { Scanner } from './scanner.ts';
import { scanTagHandle, scanTagUri } from './scanTag.ts';

/** A directive: the version in `text`, or a tag handle in `text` and its prefix in `suffix`. */
export interface Directive {
  readonly kind: 'version' | 'tag';
  readonly text: string;
  readonly suffix: string;
}

/** The directive whose `%` the scanner stands at, with the rest of its line. */
export function scanDirective(scanner: Scanner): Directive {
  const { text } = scanner;
  const start = ++scanner.pos;
  while (isNameCharacter(text.charCodeAt(scanner.pos))) scanner.pos++;
  const name = text.slice(start, scanner.pos);
  if (name === '') throw scanner.failure('could not find expected directive name');
  if (!isBlankOrEnd(text.charCodeAt(scanner.pos))) {
    throw scanner.failure('found unexpected non-alphabetical character');
  }
  const directive = name === 'YAML' ? scanVersion(scanner) : name === 'TAG' ? scanTagDirective(scanner) : undefined;
  if (directive === undefined) throw scanner.failure('found unknown directive name', start - 1);
  scanner.skipBlanks();
  if (text.charCodeAt(scanner.pos) === char.hash) {
    while (!isBreakOrEnd(text.charCodeAt(scanner.pos))) scanner.pos++;
  }
  const c = text.charCodeAt(scanner.pos);
  if (!isBreakOrEnd(c)) throw scanner.failure('did not find expected comment or line break');
  if (isBreak(c)) scanner.skipBreak();
  return directive;
}

function scanVersion(scanner: Scanner): Directive {
  scanner.skipBlanks();
  const major = scanNumber(scanner);
  if (scanner.text.charCodeAt(scanner.pos) !== char.dot) {
    throw scanner.failure("did not find expected digit or '.' character");
  }
  scanner.pos++;
  return { kind: 'version', text: `${major}.${scanNumber(scanner)}`, suffix: '' };
}

function scanNumber(scanner: Scanner): number {
  const start = scanner.pos;
  while (isDigit(scanner.text.charCodeAt(scanner.pos))) {
    if (scanner.pos - start === 2) throw scanner.failure('found extremely long version number');
    scanner.pos++;
  }
  if (scanner.pos === start) throw scanner.failure('did not find expected version number');
  return Number(scanner.text.slice(start, scanner.pos));
}

function scanTagDirective(scanner: Scanner): Directive {
  scanner.skipBlanks();
  const handle = scanTagHandle(scanner);
  if (handle !== '!' && !handle.endsWith('!')) throw scanner.failure("did not find expected '!'");
  if (!isBlank(scanner.text.charCodeAt(scanner.pos))) throw scanner.failure('did not find expected whitespace');
  scanner.skipBlanks();
  const prefix = scanTagUri(scanner, false);
  if (!isBlankOrEnd(scanner.text.charCodeAt(scanner.pos))) {
    throw scanner.failure('did not find expected whitespace or line break');
  }
  return { kind: 'tag', text: handle, suffix: prefix };
}
