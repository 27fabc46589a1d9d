import { expect, test } from 'vitest';
import { defaultSettings } from '../../../graph/settings.ts';
import { openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { detect } from '../../../lambda/formats/detect.ts';
import { type Field, fieldsOfKind } from '../../../lambda/formats/plan.ts';
import { prepare } from '../../../lambda/pipeline/ingest/prepare/prepare.ts';
import { seeded } from '../../models/random.ts';

/** A line of an invoice, or of a credit note when the quantity is negative; the price is 1. */
interface Line {
  readonly customer: string;
  readonly product: string;
  readonly minute: number;
  readonly quantity: number;
}

test('credit notes come off invoices as from a stack, the latest first', async () => {
  const lines = randomLines(4000);
  const { refunds, amount } = await prepared(lines);
  const expected = byStack(lines);
  expect(refunds).toEqual(expected.refunds);
  expect(amount).toBe(expected.withoutInvoice);
});

/** 400 customers with two products and some ten events each, no two at one time. */
function randomLines(count: number): Line[] {
  const next = seeded(7);
  return Array.from({ length: count }, (_, minute) => ({
    customer: `c${Math.floor(next() * 400)}`,
    product: next() < 0.7 ? 'MUG' : 'PLATE',
    minute,
    quantity: (next() < 0.4 ? -1 : 1) * (1 + Math.floor(next() * 9)),
  }));
}

/** The rule told event by event: a credit takes from the top of what the customer bought. */
function byStack(lines: readonly Line[]) {
  const stacks = new Map<string, { invoice: string; left: number }[]>();
  const refunds: Record<string, number> = {};
  let withoutInvoice = 0;
  for (const { customer, product, minute, quantity } of lines) {
    const stack = stacks.get(`${customer}/${product}`) ?? [];
    stacks.set(`${customer}/${product}`, stack);
    if (quantity > 0) {
      stack.push({ invoice: String(minute), left: quantity });
    } else if (stack.length === 0) {
      withoutInvoice += quantity;
    }
    let credit = Math.max(0, -quantity);
    for (const sale of stack.toReversed()) {
      const taken = Math.min(credit, sale.left);
      sale.left -= taken;
      credit -= taken;
      refunds[sale.invoice] = (refunds[sale.invoice] ?? 0) + taken;
    }
  }
  return { refunds: withoutZeros(refunds), withoutInvoice };
}

function withoutZeros(refunds: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(refunds).filter(([, refund]) => refund !== 0));
}

const sqlOfField: Readonly<Partial<Record<Field, string>>> = {
  orderId: 'invoice',
  product: 'product',
  quantity: 'quantity',
  unitPrice: "'1'",
  customerId: 'customer',
  orderedAt: 'time',
};

async function prepared(lines: readonly Line[]) {
  const columns = ['InvoiceNo', 'StockCode', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID'];
  const plan = detect('orders', { container: { type: 'parquet' }, columns, rows: [] });
  const database = await openDatabase({ threads: 2 });
  try {
    const fields = fieldsOfKind.orders.map(
      (field) => `${sqlOfField[field] ?? 'NULL::VARCHAR'} AS "${field}"`,
    );
    const values = lines.map(
      ({ customer, product, minute, quantity }) =>
        `(${minute}, '${quantity < 0 ? 'C' : ''}${minute}', '${product}', '${quantity}', '${customer}')`,
    );
    await database.run(
      `CREATE TABLE lines_of_file AS SELECT *,
         strftime(TIMESTAMP '2011-01-01' + to_minutes(row), '%Y-%m-%d %H:%M:%S') AS time
       FROM (VALUES ${values.join(', ')}) t(row, invoice, product, quantity, customer)`,
    );
    await database.run(
      `CREATE VIEW staged AS SELECT row, NULL::VARCHAR AS broken, ${fields.join(', ')} FROM lines_of_file`,
    );
    const { explanations } = await prepare({
      database,
      plan,
      settings: defaultSettings,
      rates: undefined,
    });
    const rows = await database.rows(
      'SELECT DISTINCT "orderId" AS invoice, refund::DOUBLE AS refund FROM staged WHERE refund::DOUBLE > 0',
    );
    const without = explanations.find(({ reason }) => reason.includes('without an earlier'));
    return {
      refunds: Object.fromEntries(rows.map(({ invoice, refund }) => [invoice, refund])),
      amount: Number(without?.amount),
    };
  } finally {
    await database.close();
  }
}
