import type { ImportWarning } from '../../../graph/imports/import.ts';
import type { Database } from '../../engines/duckdb/database.ts';

/** Orders named in the message. */
const shownOrders = 3;
const longestId = 40;

/**
 * A warning where rows of one order name different customers: the order is that of its first row, and its money is
 * right either way. `groups` has a row an order of several rows.
 */
export async function customersDiffer(
  database: Database,
  groups: string,
): Promise<ImportWarning[]> {
  const [found] = await database.rows(
    `SELECT count(*)::DOUBLE AS orders, to_json(list(left(order_id, ${longestId}) ORDER BY order_id)[:${shownOrders}])::VARCHAR AS ids
     FROM ${groups} WHERE customers_differ`,
  );
  const orders = Number(found?.['orders']);
  if (orders === 0) {
    return [];
  }
  const ids: string[] = JSON.parse(String(found?.['ids']));
  const named = ids.map((id) => `"${id}"`).join(', ');
  return [
    {
      code: 'CUSTOMERS_DIFFER',
      message: `orders have rows of different customers, and each is taken for the one of its first row: ${named}${orders > ids.length ? ' and others' : ''}`,
      rows: orders,
    },
  ];
}
