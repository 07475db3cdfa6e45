/** What the API server answers when kubectl asks for a table. */
import type { KubernetesObject } from '../api/types.ts';

/** A column. Those of priority 1 show with `-o wide` only. */
export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  readonly format?: 'name';
  readonly priority: 0 | 1;
}

export type Cell = string | number | boolean;

/** How the objects of one kind become rows. Cells of wide columns are always there; the client leaves them out. */
export interface KindTable {
  readonly columns: readonly TableColumn[];
  /** `nowMs` in milliseconds since 1970. */
  cells(object: KubernetesObject, nowMs: number): readonly Cell[];
}

/** A kind's table from its columns and the cells of an object. */
export function kindTable<T extends KubernetesObject>(
  columns: readonly TableColumn[],
  cells: (object: T, nowMs: number) => readonly Cell[],
): KindTable {
  return { columns, cells: (object, nowMs) => cells(object as T, nowMs) };
}

export const nameColumn: TableColumn = { name: 'Name', type: 'string', format: 'name', priority: 0 };

/** Columns that are always shown; `integer` and the like after a colon for those that hold no text. */
export function columns(...names: string[]): readonly TableColumn[] {
  return names.map((name) => column(name, 0));
}

/** Columns for `-o wide`. */
export function wideColumns(...names: string[]): readonly TableColumn[] {
  return names.map((name) => column(name, 1));
}

function column(text: string, priority: 0 | 1): TableColumn {
  const [name = '', type] = text.split(':');
  return { name, type: type === 'integer' || type === 'boolean' || type === 'date' ? type : 'string', priority };
}

/** `a=b,c=d`, sorted as pairs (so `a.b=` before `a=`), or `<none>`. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.sort().join(',') || '<none>';
}

export function orNone(text: string | undefined): string {
  return text || '<none>';
}

/** A boolean as columns of text show it. */
export function boolText(value: boolean | null | undefined): string {
  if (value === undefined || value === null) return '<unset>';
  return value ? 'True' : 'False';
}
