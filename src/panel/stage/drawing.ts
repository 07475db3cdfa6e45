/** The stage's parts as SVG templates. Geometry goes into attributes: style attributes are forbidden by the page's policy. */
import { nothing, type SVGTemplateResult, svg } from 'lit';
import type { Shape } from '../../trace/wire.ts';
import type { Box, Line, Point } from './geometry.ts';

/** As much of a text as fits into `width` pixels at a font size. */
export function shorten(text: string, width: number, size: number, mono = false): string {
  const most = Math.floor(width / (size * (mono ? 0.605 : 0.53)));
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}

/** Text without what cannot be seen: control characters, and marks that turn the direction of writing around. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '·');
}

/** Pixels that a text takes, roughly. */
export function widthOf(text: string, size: number, mono = false): number {
  return text.length * size * (mono ? 0.605 : 0.56);
}

/** A rounded rectangle. */
export function frame(box: Box, className: string, radius = 6): SVGTemplateResult {
  return svg`<rect class=${className} x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx=${radius} />`;
}

/** One line of text; what does not fit is in its title. */
export function line(
  text: string,
  at: Point,
  width: number,
  options: { className?: string; size?: number; anchor?: 'start' | 'middle' | 'end'; mono?: boolean } = {},
): SVGTemplateResult {
  const { className = '', size = 12, anchor = 'start', mono = false } = options;
  const shown = shorten(visible(text), width, size, mono);
  return svg`<text class="${className}${mono ? ' mono' : ''}" x=${at.x} y=${at.y} text-anchor=${anchor} font-size=${size}
    >${shown}${shown === text ? nothing : svg`<title>${text}</title>`}</text>`;
}

/** The head of an arrow at the end of a line. */
export function arrowHead(wire: Line): SVGTemplateResult {
  const end = wire.at(-1);
  const before = wire.at(-2);
  if (end === undefined || before === undefined) return svg``;
  const angle = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
  return svg`<path class="head" d="M0 0L-10 -5.5L-7.5 0L-10 5.5Z" transform="translate(${end.x} ${end.y}) rotate(${angle})" />`;
}

/** A message's token around 0,0: each kind has its own outline. */
export function token(shape: Shape, word: string): SVGTemplateResult {
  const half = tokenHalf(word);
  return svg`<path class="token" d=${outline(shape, half)} /><text class="word mono" y="4" text-anchor="middle" font-size="11">${word}</text>`;
}

/** Half the width of a token with this word on it, without the points of some outlines. */
export function tokenHalf(word: string): number {
  return Math.max(13, widthOf(word, 11, true) / 2 + 10);
}

/** The outline of a token `half` wide to each side. */
export function outline(shape: Shape, half: number, tall = 11): string {
  switch (shape) {
    case 'request':
    case 'work':
      // A pill.
      return `M${-half + tall} ${-tall}H${half - tall}A${tall} ${tall} 0 0 1 ${half - tall} ${tall}H${-half + tall}A${tall} ${tall} 0 0 1 ${-half + tall} ${-tall}Z`;
    case 'answer':
      // A box with a notched corner, as a ticket that comes back.
      return `M${-half} ${-tall}H${half - 7}L${half} ${-tall + 7}V${tall}H${-half + 7}L${-half} ${tall - 7}Z`;
    case 'refusal': {
      // An octagon, as a stop sign.
      const cut = 7;
      return `M${-half + cut} ${-tall}H${half - cut}L${half} ${-tall + cut}V${tall - cut}L${half - cut} ${tall}H${-half + cut}L${-half} ${tall - cut}V${-tall + cut}Z`;
    }
    case 'watch':
      // A hexagon with points to both sides.
      return `M${-half - 5} 0L${-half + 4} ${-tall}H${half - 4}L${half + 5} 0L${half - 4} ${tall}H${-half + 4}Z`;
    case 'write':
      // A drum, as stores are drawn.
      return `M${-half} ${-tall + 3}Q0 ${-tall - 5} ${half} ${-tall + 3}V${tall - 3}Q0 ${tall + 5} ${-half} ${tall - 3}Z`;
    case 'runtime':
      // A parallelogram.
      return `M${-half + 5} ${-tall}H${half + 5}L${half - 5} ${tall}H${-half - 5}Z`;
    default:
      return shape satisfies never;
  }
}

/** A tick. */
export function tick(at: Point, className: string): SVGTemplateResult {
  return svg`<path class=${className} d="M${at.x} ${at.y}l3 3.2l5.5 -7" />`;
}

/** A cross. */
export function cross(at: Point, className: string): SVGTemplateResult {
  return svg`<path class=${className} d="M${at.x + 1} ${at.y - 4}l7 7m0 -7l-7 7" />`;
}
