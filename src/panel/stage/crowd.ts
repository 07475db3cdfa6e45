/** The nodes that have no card: small cells, all drawn as a few paths, so that thousands cost no more than ten. */
import { nothing, type SVGTemplateResult, svg } from 'lit';
import { words } from '../../trace/message.ts';
import type { ScheduleStep } from '../../trace/model.ts';
import type { Scene } from '../scene.ts';
import { cycleAt, nodeNames } from './bins.ts';
import { line } from './drawing.ts';
import type { Box } from './geometry.ts';

export interface CrowdDrawing {
  /** One path a state. */
  readonly paths: Readonly<Record<'unknown' | 'fits' | 'refused', string>>;
  readonly fits: number;
  readonly refused: number;
  readonly count: number;
}

/** The cells of all nodes but those shown by themselves. */
export function drawCrowd(
  names: readonly string[],
  shown: ReadonlySet<string>,
  cycle: ScheduleStep | undefined,
  box: Box,
): CrowdDrawing {
  const rest = names.filter((name) => !shown.has(name));
  const refusedNodes = new Set(cycle?.filter.map((verdict) => verdict.node));
  const scored = new Set(cycle?.scores.map((score) => score.node));
  const size = cellSize(rest.length, box);
  const columns = Math.max(1, Math.floor(box.width / size));
  const paths = { unknown: '', fits: '', refused: '' };
  const parts: Record<'unknown' | 'fits' | 'refused', string[]> = { unknown: [], fits: [], refused: [] };
  const side = Math.max(1, size - Math.max(1, size * 0.2));
  rest.forEach((name, index) => {
    const x = box.x + (index % columns) * size;
    const y = box.y + Math.floor(index / columns) * size;
    const state = refusedNodes.has(name) ? 'refused' : scored.has(name) ? 'fits' : 'unknown';
    parts[state].push(`M${x.toFixed(1)} ${y.toFixed(1)}h${side.toFixed(1)}v${side.toFixed(1)}h-${side.toFixed(1)}z`);
  });
  for (const state of ['unknown', 'fits', 'refused'] as const) paths[state] = parts[state].join('');
  return { paths, fits: parts.fits.length, refused: parts.refused.length, count: rest.length };
}

/** The largest cells, 14 pixels at most, with which all fit. */
function cellSize(count: number, box: Box): number {
  for (let size = 14; size > 1; size -= 0.5) {
    if (Math.floor(box.width / size) * Math.floor(box.height / size) >= count) return size;
  }
  return 1;
}

let last: { cycle: ScheduleStep | undefined; names: readonly string[]; box: Box; drawing: CrowdDrawing } | undefined;

/** The crowd at an instant; it changes only with a scheduling cycle, so it is drawn only then. */
export function crowd(
  scene: Scene,
  box: Box | undefined,
  shown: readonly string[],
): SVGTemplateResult | typeof nothing {
  if (box === undefined) return nothing;
  const cycle = cycleAt(scene.timeline, scene.picture.taken);
  const names = nodeNames(scene.timeline);
  if (last === undefined || last.cycle !== cycle || last.names.length !== names.length || last.box !== box) {
    const cells = { ...box, y: box.y + 18, height: box.height - 18 };
    last = { cycle, names, box, drawing: drawCrowd(names, new Set(shown), cycle, cells) };
  }
  const { paths, fits, refused, count } = last.drawing;
  const text =
    cycle === undefined
      ? words({ id: 'stage.crowd', args: { count } })
      : words({ id: 'stage.crowd.judged', args: { count, fits, refused, unknown: count - fits - refused } });
  return svg`
    <g class="crowd">
      ${line(text, { x: box.x, y: box.y + 11 }, box.width, { className: 'muted', size: 11 })}
      <path class="cell unknown" d=${paths.unknown} />
      <path class="cell fits" d=${paths.fits} />
      <path class="cell refused" d=${paths.refused} />
    </g>`;
}
