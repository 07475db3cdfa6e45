/** The text of `kubectl get`: a table from the API server, with the columns that the command line asks for. */
import type { KubernetesObject } from '../api/types.ts';
import { type Cell, labelsText } from './table.ts';
import { tableOf } from './tables.ts';
import { alignTabs, escapeTerminal, tableTabs } from './tabWriter.ts';

/** What the command line asks for. */
export interface GetOptions {
  readonly wide?: boolean;
  readonly noHeaders?: boolean;
  readonly allNamespaces?: boolean;
  readonly showLabels?: boolean;
  /** `-L key,…` */
  readonly labelColumns?: readonly string[];
  /** Names as `pod/web`, as for several kinds at once: the kind in lower case, with its group. */
  readonly withKind?: string;
}

/** The objects' rows under their headers, each ended by a line break; nothing for no objects. All are of one kind. */
export function tableText(
  kind: string,
  objects: readonly KubernetesObject[],
  options: GetOptions,
  nowMs: number,
): string {
  if (objects.length === 0) return '';
  const table = tableOf(kind);
  const shown = (_: unknown, index: number) => options.wide === true || table.columns[index]?.priority === 0;
  const nameAt = table.columns.findIndex(({ format }) => format === 'name');
  const lines = objects.map((object) => {
    const cells = [...table.cells(object, nowMs)];
    if (options.withKind !== undefined && nameAt >= 0) cells[nameAt] = `${options.withKind}/${cells[nameAt]}`;
    return decorate(object.metadata ?? {}, cells.filter(shown), options).map(cellText);
  });
  const headers = decorateHeaders(
    table.columns.filter(shown).map(({ name }) => name),
    options,
  );
  const rows = options.noHeaders === true ? lines : [headers.map((name) => name.toUpperCase()), ...lines];
  return alignTabs(rows.map((row) => `${row.join('\t')}\n`).join(''), tableTabs);
}

function decorate(
  { namespace = '', labels = {} }: NonNullable<KubernetesObject['metadata']>,
  cells: readonly Cell[],
  options: GetOptions,
): readonly Cell[] {
  return [
    ...(options.allNamespaces === true ? [namespace] : []),
    ...cells,
    ...(options.labelColumns ?? []).map((key) => (Object.hasOwn(labels, key) ? (labels[key] ?? '') : '')),
    ...(options.showLabels === true ? [labelsText(labels)] : []),
  ];
}

/** A label's column is named by what follows the slash in its key. */
function decorateHeaders(names: readonly string[], options: GetOptions): readonly string[] {
  return [
    ...(options.allNamespaces === true ? ['Namespace'] : []),
    ...names,
    ...(options.labelColumns ?? []).map((key) => key.split('/').at(-1) ?? ''),
    ...(options.showLabels === true ? ['Labels'] : []),
  ];
}

/** A cell ends at its first line break. */
function cellText(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell);
  const end = cell.search(/[\f\n\r]/);
  return end < 0 ? escapeTerminal(cell) : `${escapeTerminal(cell.slice(0, end))}...`;
}
