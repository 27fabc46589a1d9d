import type { Cells } from '../../../graph/models/cells.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { snapshotFiles } from '../../layout.ts';
import type { RangeRows } from './name-ranges.ts';
import { everyRow, type NumberColumns, numberColumns, numbersOf } from './number-columns.ts';
import type { S3Reader } from './reader.ts';
import { scanColumns } from './scan.ts';
import { snapshotKey } from './snapshot-objects.ts';

const columnOf = {
  frequency: 'frequency',
  recency: 'recency',
  age: 'age',
  customers: 'customers',
  repeatSpend: 'repeat_spend',
  stratum: 'stratum',
} as const;
const fields = Object.keys(columnOf) as (keyof typeof columnOf)[];

type CellColumns = NumberColumns<keyof typeof columnOf>;

/** Cells of all customers. */
export async function readCells(reader: S3Reader, snapshot: Snapshot): Promise<Cells> {
  const cells: CellColumns = numberColumns(fields, snapshot.counts.cells);
  const key = snapshotKey(snapshot, snapshotFiles.cells);
  await scanColumns(reader, { key, columns: undefined }, (columns, rows, scales) => {
    append(cells, { columns, rows, scales });
  });
  return cells.finish();
}

/** Cells of the groups whose rows these are. */
export function cellsOfRows(parts: readonly RangeRows[]): Cells {
  const cells: CellColumns = numberColumns(
    fields,
    parts.reduce((sum, { rows }) => sum + rows, 0),
  );
  for (const part of parts) {
    append(cells, part);
  }
  return cells.finish();
}

function append(cells: CellColumns, { columns, rows, scales }: RangeRows): void {
  const number = (field: keyof typeof columnOf) => numbersOf(columns, columnOf[field], scales);
  const values = {
    frequency: number('frequency'),
    recency: number('recency'),
    age: number('age'),
    customers: number('customers'),
    repeatSpend: number('repeatSpend'),
    stratum: number('stratum'),
  };
  cells.append(values, everyRow(rows));
}
