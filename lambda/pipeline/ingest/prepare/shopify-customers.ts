import { withMoney } from './money-text.ts';
import type { Prepare } from './preparation.ts';

/**
 * Profiles under the identity that the orders export has, address before telephone before id. What
 * the shop counts for its customers is reported, to compare with, and stored nowhere.
 */
export const shopifyCustomers: Prepare = ({ plan: { decimalMark, mapping } }) => {
  const names = (['firstName', 'lastName'] as const).filter((field) => mapping[field]);
  return {
    rows: `SELECT * REPLACE (
        CASE WHEN coalesce(email, phone) IS NULL THEN ltrim("customerId", '''') END AS "customerId",
        ltrim(phone, '''') AS phone,
        nullif(concat_ws(' ', ${names.map((field) => `"${field}"`).join(', ')}), '') AS name)
      FROM raw_rows`,
    remarks: `SELECT row, 'kept', 'what these customers spent by the shop''s own count, on '
          || coalesce(sum(TRY_CAST("lifetimeOrders" AS BIGINT)) OVER (), 0) || ' orders',
        "lifetimeSpend_money"
      FROM ${withMoney('raw_rows', ['lifetimeSpend'], decimalMark)}`,
    ...(mapping.firstName ? { mapping: { name: mapping.firstName } } : {}),
  };
};
