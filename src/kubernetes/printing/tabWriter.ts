/** Text in columns: tabs become spaces, so that cells of neighbouring lines stand one below the other. */

/** How wide columns are at least, and how far apart. */
export interface TabOptions {
  readonly minimum: number;
  readonly padding: number;
}

/** `kubectl get` (`k8s.io/cli-runtime/pkg/printers/tabwriter.go`). */
export const tableTabs: TabOptions = { minimum: 6, padding: 3 };

/** `kubectl describe` (`tabbedString`). */
export const describeTabs: TabOptions = { minimum: 0, padding: 2 };

/**
 * Aligns `text` as Go's text/tabwriter does. A cell ends at a tab; what follows a line's last tab is in no column. A column
 * is a run of lines with such a cell, and ends at a line without tabs, which also ends all columns.
 */
export function alignTabs(text: string, options: TabOptions): string {
  const output: string[] = [];
  let block: string[][] = [];
  for (const line of text.split(/(?<=[\n\f])/)) {
    const cells = line.replace(/[\n\f]$/, '').split(/[\t\v]/);
    block.push(cells);
    if (line.endsWith('\f') || (cells.length === 1 && line.endsWith('\n'))) {
      writeBlock(block, options, output);
      block = [];
    }
  }
  writeBlock(block, options, output);
  const aligned = output.join('');
  return /[\n\f]$/.test(text) ? aligned : aligned.slice(0, -1);
}

/** Lines [start, end) all have a cell in `column` that a tab ends. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly column: number;
}

function writeBlock(block: readonly string[][], options: TabOptions, output: string[]): void {
  const padded: string[][] = block.map(() => []);
  const pending = runsIn(block, 0, block.length, 0);
  for (let run = pending.pop(); run !== undefined; run = pending.pop()) {
    const { start, end, column } = run;
    const cells = block.slice(start, end).map((line) => line[column] ?? '');
    const widths = cells.map(runeCount);
    const width = widths.reduce((most, cell) => Math.max(most, cell + options.padding), options.minimum);
    for (const [index, cell] of cells.entries()) {
      const line = padded[start + index];
      if (line !== undefined) line[column] = cell + ' '.repeat(width - (widths[index] ?? 0));
    }
    pending.push(...runsIn(block, start, end, column + 1));
  }
  for (const [index, line] of padded.entries()) output.push(...line, block[index]?.at(-1) ?? '', '\n');
}

function runsIn(block: readonly string[][], start: number, end: number, column: number): Run[] {
  const runs: Run[] = [];
  for (let line = start; line < end; line++) {
    const first = line;
    while (line < end && column < (block[line]?.length ?? 0) - 1) line++;
    if (line > first) runs.push({ start: first, end: line, column });
  }
  return runs;
}

function runeCount(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if ((text.codePointAt(i) ?? 0) > 0xffff) i++;
    count++;
  }
  return count;
}

/** Characters that would move the terminal's cursor, made visible (`printers.WriteEscaped`). */
export function escapeTerminal(text: string): string {
  return text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r');
}
