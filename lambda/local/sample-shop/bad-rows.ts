import type { OrderColumn, SpendColumn } from './columns.ts';

/** A row that no importer should accept, so that a demo shows what becomes of one. */
export interface BadRow<Column extends string> {
  /** The column at fault and what it says. */
  readonly column: Column;
  readonly value: string;
  /** What is wrong, in words; an importer has its own. */
  readonly reason: string;
  /** Comes after this many orders (or spend rows), or at the end of a shorter file. */
  readonly after: number;
  /** Every column that is not empty. */
  readonly row: Readonly<Partial<Record<Column, string>>>;
}

const soundOrder: Readonly<Partial<Record<OrderColumn, string>>> = {
  order_date: '2024-02-29T12:00:00+01:00',
  customer_id: 'C0000001',
  email: 'broken.row@example.org',
  status: 'completed',
  currency: 'EUR',
  channel: 'organic',
  product_id: 'BEA-01',
  product_name: 'House Blend 250 g',
  category: 'beans',
  quantity: '1',
  unit_price: '7.90',
  line_total: '7.90',
  gross: '7.90',
};

export const badOrderRows: readonly BadRow<OrderColumn>[] = [
  badOrder(1, 60, 'order_date', '2023-13-45T10:00:00+01:00', 'there is no such date'),
  {
    ...badOrder(2, 500, 'gross', '', 'the amount is missing'),
    row: { ...soundOrder, order_id: 'S-BAD-2', unit_price: '', line_total: '', gross: '' },
  },
  badOrder(3, 1500, 'currency', 'JPY', 'foreign currency without a rate'),
  badOrder(4, 3000, 'order_date', '', 'the date is missing'),
  badOrder(5, 5000, 'gross', 'twelve', 'not a number'),
  badOrder(6, 7000, 'order_id', '', 'the order id is missing'),
];

export const badSpendRows: readonly BadRow<SpendColumn>[] = [
  {
    column: 'day',
    value: 'yesterday',
    reason: 'not a date',
    after: 100,
    row: {
      day: 'yesterday',
      channel: 'meta_ads',
      campaign: 'prospecting_video',
      kind: 'ads',
      currency: 'EUR',
      spend: '20.00',
    },
  },
];

function badOrder(
  number: number,
  after: number,
  column: OrderColumn,
  value: string,
  reason: string,
): BadRow<OrderColumn> {
  const row = { ...soundOrder, order_id: `S-BAD-${number}`, [column]: value };
  return { column, value, reason, after, row };
}

/** A row to write: a sound one, or one of the bad rows. */
export type Entry<T, Column extends string> =
  | { readonly sound: T }
  | { readonly bad: BadRow<Column> };

/** Puts the bad rows among the sound items at their places. */
export function* withBadRows<T, Column extends string>(
  items: Iterable<T>,
  badRows: readonly BadRow<Column>[],
): Generator<Entry<T, Column>> {
  let count = 0;
  let next = 0;
  for (const sound of items) {
    yield { sound };
    count++;
    for (let bad = badRows[next]; bad && bad.after === count; bad = badRows[next]) {
      yield { bad };
      next++;
    }
  }
  for (const bad of badRows.slice(next)) {
    yield { bad };
  }
}
