import Big from 'big.js';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { SpendEntry } from '../../../graph/spend/store.ts';
import { spendColumns } from '../../lake/schema.ts';
import { elementOf, unscaled } from './order-delta.ts';

/** What all entries of a batch share. */
export interface SpendBatch {
  readonly currency: string;
  readonly version: string;
  readonly run: string;
}

/** A lake delta of some spend, written without the engine like `orderDelta`. */
export function spendDelta(entries: readonly SpendEntry[], batch: SpendBatch): Uint8Array {
  const rows = entries.map((entry) => rowOf(entry, batch));
  const names = Object.keys(spendColumns) as (keyof typeof spendColumns)[];
  const buffer = parquetWriteBuffer({
    columnData: names.map((name) => ({ name, data: rows.map((row) => row[name]) })),
    schema: [
      { name: 'root', num_children: names.length },
      ...names.map((name) => elementOf(name, spendColumns[name])),
    ],
  });
  return new Uint8Array(buffer);
}

function rowOf(
  { source, day, channel, campaign, kind, amount }: SpendEntry,
  batch: SpendBatch,
): Readonly<Record<keyof typeof spendColumns, unknown>> {
  const amountAtRest = unscaled(new Big(amount));
  return { source, day: new Date(day), channel, campaign, kind, amount: amountAtRest, ...batch };
}
