import { goodsRefund, paidColumns, paidMoneyColumns, withMoney } from './money-text.ts';
import type { Prepare } from './preparation.ts';

/** Customer 0 is a guest, states may carry the prefix `wc-`, and a refund is of all that was paid. */
export const wooCommerceOrders: Prepare = ({ plan: { decimalMark, mapping } }) => {
  const name = mapping.firstName ?? mapping.lastName;
  const parts = (['firstName', 'lastName'] as const).filter((field) => mapping[field]);
  return {
    rows: `SELECT * EXCLUDE (${paidMoneyColumns}) REPLACE (
        nullif("customerId", '0') AS "customerId",
        regexp_replace(lower(status), '^wc-', '') AS status,
        ${goodsRefund(decimalMark)} AS refund,
        nullif(concat_ws(' ', ${parts.map((field) => `"${field}"`).join(', ') || "''"}), '') AS name)
      FROM ${withMoney('raw_rows', paidColumns, decimalMark)}`,
    ...(name ? { mapping: { name } } : {}),
  };
};
