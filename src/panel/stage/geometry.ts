/** Rectangles, points and the lines that wires run along. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A wire: a line through points. */
export type Line = readonly Point[];

export function centre(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The middle of one side. */
export function side(box: Box, which: 'left' | 'right' | 'top' | 'bottom', along = 0.5): Point {
  switch (which) {
    case 'left':
      return { x: box.x, y: box.y + box.height * along };
    case 'right':
      return { x: box.x + box.width, y: box.y + box.height * along };
    case 'top':
      return { x: box.x + box.width * along, y: box.y };
    case 'bottom':
      return { x: box.x + box.width * along, y: box.y + box.height };
    default:
      return which satisfies never;
  }
}

export function lengthOf(line: Line): number {
  let length = 0;
  for (let index = 1; index < line.length; index += 1) length += distance(line[index - 1], line[index]);
  return length;
}

/** The point a share of the way along a line (0: its beginning). */
export function pointAlong(line: Line, share: number): Point {
  let left = lengthOf(line) * Math.max(0, Math.min(1, share));
  for (let index = 1; index < line.length; index += 1) {
    const from = line[index - 1];
    const to = line[index];
    if (from === undefined || to === undefined) break;
    const piece = distance(from, to);
    if (left <= piece && piece > 0) {
      const part = left / piece;
      return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
    }
    left -= piece;
  }
  return line.at(-1) ?? { x: 0, y: 0 };
}

/** Level pieces of a line are preferred from this length on: a token is wider than tall. */
const levelFrom = 90;

/** The middle of the longest piece of a line: where a message rests without covering what stands at its ends. */
export function restingPoint(line: Line): Point {
  let longest = 0;
  let middle = pointAlong(line, 0.5);
  for (let index = 1; index < line.length; index += 1) {
    const from = line[index - 1] as Point;
    const to = line[index] as Point;
    const length = distance(from, to);
    const merit = from.y === to.y && length >= levelFrom ? length * 100 : length;
    if (merit <= longest) continue;
    longest = merit;
    middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  }
  return middle;
}

export function reversed(line: Line): Line {
  return [...line].reverse();
}

/** An SVG path with rounded corners. */
export function pathOf(line: Line, radius = 8): string {
  const first = line[0];
  if (first === undefined) return '';
  let path = `M${round(first.x)} ${round(first.y)}`;
  for (let index = 1; index < line.length; index += 1) {
    const before = line[index - 1] as Point;
    const here = line[index] as Point;
    const after = line[index + 1];
    if (after === undefined) {
      path += `L${round(here.x)} ${round(here.y)}`;
      continue;
    }
    const bend = Math.min(radius, distance(before, here) / 2, distance(here, after) / 2);
    const entry = towards(here, before, bend);
    const exit = towards(here, after, bend);
    path += `L${round(entry.x)} ${round(entry.y)}Q${round(here.x)} ${round(here.y)} ${round(exit.x)} ${round(exit.y)}`;
  }
  return path;
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

function distance(one: Point | undefined, other: Point | undefined): number {
  return one === undefined || other === undefined ? 0 : Math.hypot(other.x - one.x, other.y - one.y);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
