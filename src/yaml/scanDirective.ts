/** `%YAML` and `%TAG` lines. */
import { char, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, isNameCharacter } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { scanTagHandle, scanTagUri } from './scanTag.ts';

/** A directive: the version in `text`, or a tag handle in `text` and its prefix in `suffix`. */
export interface Directive {
  readonly kind: 'version' | 'tag';
  readonly text: string;
  readonly suffix: string;
}

/** The directive whose `%` the cursor stands at, with the rest of its line. */
export function scanDirective(cursor: Cursor): Directive {
  const { text } = cursor;
  const start = ++cursor.pos;
  while (isNameCharacter(text.charCodeAt(cursor.pos))) cursor.pos++;
  const name = text.slice(start, cursor.pos);
  if (name === '') throw cursor.failure('could not find expected directive name');
  if (!isBlankOrEnd(text.charCodeAt(cursor.pos))) {
    throw cursor.failure('found unexpected non-alphabetical character');
  }
  const directive = name === 'YAML' ? scanVersion(cursor) : name === 'TAG' ? scanTagDirective(cursor) : undefined;
  if (directive === undefined) throw cursor.failure('found unknown directive name', start - 1);
  cursor.skipBlanks();
  if (text.charCodeAt(cursor.pos) === char.hash) {
    while (!isBreakOrEnd(text.charCodeAt(cursor.pos))) cursor.pos++;
  }
  const c = text.charCodeAt(cursor.pos);
  if (!isBreakOrEnd(c)) throw cursor.failure('did not find expected comment or line break');
  if (isBreak(c)) cursor.skipBreak();
  return directive;
}

function scanVersion(cursor: Cursor): Directive {
  cursor.skipBlanks();
  const major = scanNumber(cursor);
  if (cursor.text.charCodeAt(cursor.pos) !== char.dot) {
    throw cursor.failure("did not find expected digit or '.' character");
  }
  cursor.pos++;
  return { kind: 'version', text: `${major}.${scanNumber(cursor)}`, suffix: '' };
}

function scanNumber(cursor: Cursor): number {
  const start = cursor.pos;
  while (isDigit(cursor.text.charCodeAt(cursor.pos))) {
    if (cursor.pos - start === 2) throw cursor.failure('found extremely long version number');
    cursor.pos++;
  }
  if (cursor.pos === start) throw cursor.failure('did not find expected version number');
  return Number(cursor.text.slice(start, cursor.pos));
}

function scanTagDirective(cursor: Cursor): Directive {
  cursor.skipBlanks();
  const handle = scanTagHandle(cursor);
  if (handle !== '!' && !handle.endsWith('!')) throw cursor.failure("did not find expected '!'");
  if (!isBlank(cursor.text.charCodeAt(cursor.pos))) throw cursor.failure('did not find expected whitespace');
  cursor.skipBlanks();
  const prefix = scanTagUri(cursor, false);
  if (!isBlankOrEnd(cursor.text.charCodeAt(cursor.pos))) {
    throw cursor.failure('did not find expected whitespace or line break');
  }
  return { kind: 'tag', text: handle, suffix: prefix };
}
