import { type Lives, lifeFields } from '../../../graph/retention/lives.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { snapshotFiles } from '../../layout.ts';
import type { RangeRows } from './name-ranges.ts';
import { everyRow, type NumberColumns, numberColumns, numbersOf } from './number-columns.ts';
import type { S3Reader } from './reader.ts';
import { scanColumns } from './scan.ts';
import { snapshotKey } from './snapshot-objects.ts';

type LifeColumns = NumberColumns<keyof Lives>;

/** Lives of all customers. */
export async function readLives(reader: S3Reader, snapshot: Snapshot): Promise<Lives> {
  const lives: LifeColumns = numberColumns(lifeFields, 0);
  const key = snapshotKey(snapshot, snapshotFiles.lives);
  await scanColumns(reader, { key, columns: undefined }, (columns, rows, scales) => {
    append(lives, { columns, rows, scales });
  });
  return lives.finish();
}

/** Lives of the groups whose rows these are. */
export function livesOfRows(parts: readonly RangeRows[]): Lives {
  const lives: LifeColumns = numberColumns(
    lifeFields,
    parts.reduce((sum, { rows }) => sum + rows, 0),
  );
  for (const part of parts) {
    append(lives, part);
  }
  return lives.finish();
}

function append(lives: LifeColumns, { columns, rows, scales }: RangeRows): void {
  const entries = lifeFields.map((field) => [field, numbersOf(columns, columnOf(field), scales)]);
  lives.append(Object.fromEntries(entries) as Record<keyof Lives, Float64Array>, everyRow(rows));
}

/** `firstDay` is the column first_day. */
function columnOf(field: keyof Lives): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
