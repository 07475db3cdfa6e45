/** Turns a message (id and arguments) into words, with light markup: `code`, *emphasis*, and plurals as ICU writes them. */
import type { Message } from './model.ts';
import { english } from './sentences.ts';

/** A run of text in one style. */
export interface Segment {
  readonly text: string;
  readonly style: 'plain' | 'code' | 'emphasis';
}

/** Sentences by message id; a translation is another of these. */
export type Bundle = Readonly<Record<string, string>>;

/**
 * The words of a message. Markup is that of the sentence alone: arguments are inserted as they are.
 * An id that the bundle does not have gives the id itself with its arguments, so that nothing is lost.
 */
export function segmentsOf(message: Message, bundle: Bundle = english): readonly Segment[] {
  const template = Object.hasOwn(bundle, message.id) ? bundle[message.id] : undefined;
  if (template === undefined) return [{ text: unknown(message), style: 'plain' }];
  const segments: Segment[] = [];
  render(parsed(template), message.args ?? {}, segments);
  return segments;
}

/** The same as plain text. */
export function words(message: Message, bundle: Bundle = english): string {
  return segmentsOf(message, bundle)
    .map((segment) => segment.text)
    .join('');
}

type Style = Segment['style'];

type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly style: Style }
  | { readonly kind: 'argument'; readonly name: string; readonly style: Style }
  | { readonly kind: 'plural'; readonly name: string; readonly cases: Readonly<Record<string, readonly Piece[]>> };

const plurals = new Intl.PluralRules('en');
const cache = new Map<string, readonly Piece[]>();

function parsed(template: string): readonly Piece[] {
  let pieces = cache.get(template);
  if (pieces === undefined) {
    pieces = parse(template);
    cache.set(template, pieces);
  }
  return pieces;
}

function render(pieces: readonly Piece[], args: Readonly<Record<string, string | number>>, into: Segment[]): void {
  for (const piece of pieces) {
    switch (piece.kind) {
      case 'text':
        push(into, piece.text, piece.style);
        break;
      case 'argument':
        push(into, String(Object.hasOwn(args, piece.name) ? args[piece.name] : `{${piece.name}}`), piece.style);
        break;
      case 'plural': {
        const count = Number(Object.hasOwn(args, piece.name) ? args[piece.name] : 0);
        const chosen = piece.cases[`=${count}`] ?? piece.cases[plurals.select(count)] ?? piece.cases.other ?? [];
        render(chosen, args, into);
        break;
      }
      default:
        piece satisfies never;
    }
  }
}

function push(into: Segment[], text: string, style: Style): void {
  const last = into.at(-1);
  if (last !== undefined && last.style === style) into[into.length - 1] = { text: last.text + text, style };
  else if (text !== '') into.push({ text, style });
}

/** Reads `text {argument} {n, plural, one {# thing} other {# things}}` with `code` and *emphasis*. */
function parse(template: string): readonly Piece[] {
  let position = 0;
  const until = (end: string | undefined, counted: string | undefined, outer: Style): Piece[] => {
    const pieces: Piece[] = [];
    let text = '';
    let style = outer;
    const flush = (): void => {
      if (text !== '') pieces.push({ kind: 'text', text, style });
      text = '';
    };
    while (position < template.length) {
      const character = template[position];
      if (character === end) break;
      position += 1;
      if (character === '`' || character === '*') {
        flush();
        const wanted: Style = character === '`' ? 'code' : 'emphasis';
        style = style === wanted ? outer : wanted;
      } else if (character === '#' && counted !== undefined) {
        flush();
        pieces.push({ kind: 'argument', name: counted, style });
      } else if (character === '{') {
        flush();
        pieces.push(placeholder(style));
      } else {
        text += character;
      }
    }
    flush();
    return pieces;
  };
  const placeholder = (style: Style): Piece => {
    const found = template.indexOf('}', position);
    const close = found < 0 ? template.length : found;
    const comma = template.indexOf(',', position);
    if (comma < 0 || close < comma) {
      const name = template.slice(position, close);
      position = close + 1;
      return { kind: 'argument', name: name.trim(), style };
    }
    const name = template.slice(position, comma).trim();
    position = Math.max(comma, template.indexOf(',', comma + 1)) + 1;
    const cases: Record<string, readonly Piece[]> = {};
    for (;;) {
      const open = template.indexOf('{', position);
      const end = template.indexOf('}', position);
      if (open < 0 || end < open) {
        position = end < 0 ? template.length : end + 1;
        return { kind: 'plural', name, cases };
      }
      const label = template.slice(position, open).trim();
      position = open + 1;
      cases[label] = until('}', name, style);
      position += 1;
    }
  };
  return until(undefined, undefined, 'plain');
}

function unknown(message: Message): string {
  const args = Object.entries(message.args ?? {}).map(([name, value]) => `${name}: ${value}`);
  return args.length === 0 ? message.id : `${message.id} (${args.join(', ')})`;
}
