/** Measuring two subjects in turns, and the table of what the goals ask for. */

/** One line of the table. */
export interface Row {
  /** The goal's number. */
  readonly goal: number;
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  /** The figure that is judged, and what it may be at most. */
  readonly figure: number;
  readonly atMost: number;
}

export interface Comparison {
  readonly ours: Times;
  readonly peer: Times;
}

/** Milliseconds. */
export interface Times {
  readonly median: number;
  readonly p95: number;
}

export interface Rounds {
  /** Counted rounds. */
  readonly counted: number;
  /** Rounds before them, in which both are compiled. */
  readonly warmUp: number;
  /** Runs of ours in a round, where one is too short to be measured alone. */
  readonly repeat?: number;
}

/** Runs both in turns, so that whatever else the machine does hits both. Each gets a number that never comes again. */
export async function inTurns(
  ours: (run: number) => void,
  peer: (run: number) => Promise<unknown>,
  { counted, warmUp, repeat = 1 }: Rounds,
): Promise<Comparison> {
  const times = { ours: [] as number[], peer: [] as number[] };
  let run = 0;
  for (let round = -warmUp; round < counted; round++) {
    const start = performance.now();
    for (let i = 0; i < repeat; i++) ours(run++);
    const middle = performance.now();
    await peer(run++);
    if (round < 0) continue;
    times.ours.push((middle - start) / repeat);
    times.peer.push(performance.now() - middle);
  }
  return { ours: timesOf(times.ours), peer: timesOf(times.peer) };
}

export function timesOf(values: readonly number[]): Times {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? 0, p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0 };
}

/** The row of a comparison, judged by the ratio of the medians. */
export function ratioRow(goal: number, what: string, { ours, peer }: Comparison, atMost: number): Row {
  return { goal, what, ours: shownTimes(ours), peer: shownTimes(peer), figure: ours.median / peer.median, atMost };
}

function shownTimes({ median, p95 }: Times): string {
  return `${milliseconds(median)} (p95 ${milliseconds(p95)})`;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 1 ? 3 : value < 100 ? 1 : 0)} ms`;
}

/** The table as Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ goal, what, ours, peer, figure, atMost }) => [
    String(goal),
    what,
    ours,
    peer,
    shownFigure(figure),
    `≤ ${atMost}`,
    figure <= atMost ? 'met' : 'missed',
  ]);
  const all = [['#', 'what', 'ours', 'peer', 'figure', 'goal', ''], ...cells];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((line) => (line[column] ?? '').length)));
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(all[0] ?? []), rule, ...cells.map(line)].join('\n');
}

function shownFigure(figure: number): string {
  return figure >= 10 ? figure.toFixed(0) : figure.toPrecision(2);
}
