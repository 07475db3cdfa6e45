/** The table of every kind, as the API server makes it (pkg/printers/internalversion/printers.go, AddHandlers). */
import { clusterTables } from './clusterTables.ts';
import { podTable } from './podTable.ts';
import { storageTables } from './storageTables.ts';
import { columns, type KindTable, kindTable, nameColumn } from './table.ts';
import { workloadTables } from './workloadTables.ts';

const tables: ReadonlyMap<string, KindTable> = new Map(
  Object.entries({ Pod: podTable, ...workloadTables, ...clusterTables, ...storageTables }),
);

/** For kinds without a table of their own, such as LimitRange (staging `registry/rest/table.go`). */
const defaultTable = kindTable([nameColumn, ...columns('Created At:date')], ({ metadata = {} }) => [
  metadata.name ?? '',
  metadata.creationTimestamp ?? '0001-01-01T00:00:00Z',
]);

/** Columns and cells for objects of a kind. */
export function tableOf(kind: string): KindTable {
  return tables.get(kind) ?? defaultTable;
}
