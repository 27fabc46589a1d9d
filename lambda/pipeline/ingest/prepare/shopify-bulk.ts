import type { Field, ImportPlan } from '../../../formats/plan.ts';
import { moneyType } from '../../../lake/schema.ts';
import { jsonText, withJsonElements } from './json-text.ts';
import { goodsRefund, paidColumns, paidMoneyColumns, withMoney } from './money-text.ts';
import type { Prepare } from './preparation.ts';

const moneyFields = ['total', 'refund', 'tax', 'shipping', 'discount', 'lineTotal', 'unitPrice'];

/** What a line item takes from its order. */
const carried = [
  'customerId',
  'email',
  'phone',
  'orderedAt',
  'updatedAt',
  'total',
  'refund',
  'tax',
  'shipping',
  'discount',
  'currency',
  'status',
  'test',
  'cancelledAt',
  'coupon',
] as const;

/**
 * Nested objects become columns, and line items find their order by `__parentId`. Amounts are the
 * shop's (`shopMoney`), not the buyer's. Where the file has only the current total, refunds are gone from
 * it already. Identity follows the CSV exports, which know no customer id: the address, then the
 * telephone, then the id.
 */
export const shopifyBulk: Prepare = ({ plan }) => ({
  steps: [
    {
      name: 'objects',
      query: `WITH flat AS (
       SELECT * REPLACE (
         ${moneyFields.map((field) => `${shopMoney(field)} AS "${field}"`).join(', ')},
         coalesce(currency, ${jsonText('total', 'shopMoney.currencyCode')}) AS currency,
         coalesce(email, ${json(plan, 'customerObject', 'email')}) AS email,
         coalesce(phone, ${json(plan, 'customerObject', 'phone')}) AS phone,
         regexp_extract(${json(plan, 'customerObject', 'id')}, '[0-9]+$') AS "customerId"),
         ${kindSql(plan)} AS kind
       FROM raw_rows)
     SELECT * EXCLUDE (${paidMoneyColumns}) REPLACE (
       CASE WHEN coalesce(email, phone) IS NULL THEN nullif("customerId", '') END AS "customerId",
       CASE WHEN kind = 'order' THEN coalesce("orderId", regexp_extract("recordId", '[0-9]+$'))
         END AS "orderId",
       ${plan.mapping.total?.startsWith('current') ? 'NULL::VARCHAR' : goodsRefund('.')} AS refund),
       "orderId" AS own_name, ${plan.mapping.parentId ? '"parentId"' : 'NULL::VARCHAR'} AS parent
     FROM ${withMoney('flat', paidColumns, '.')}`,
    },
    { name: 'parents', query: `SELECT * FROM objects WHERE kind = 'order'` },
  ],
  rows: `SELECT * EXCLUDE (kind, own_name, parent) REPLACE (
        NULL::VARCHAR AS product, NULL::VARCHAR AS "productName", NULL::VARCHAR AS quantity) FROM objects
      WHERE kind = 'order' OR broken IS NOT NULL
      UNION ALL
      SELECT l.* EXCLUDE (kind, own_name, parent) REPLACE (
        p."orderId" AS "orderId",
        ${carried.map((field) => `p."${field}" AS "${field}"`).join(', ')},
        ${field(plan, 'lineTitle', 'own_name')} AS "productName",
        CASE WHEN p."recordId" IS NULL THEN 'a line item of ' || coalesce(l.parent, '(no order)')
          || ', which is not in this file' END AS broken)
      FROM objects l LEFT JOIN parents p ON p."recordId" = l.parent WHERE l.kind = 'line'`,
  remarks: `SELECT row, 'left out', 'neither orders nor line items: objects of the type ' || kind,
        NULL::${moneyType}
      FROM objects WHERE kind NOT IN ('order', 'line') AND broken IS NULL`,
  ...(plan.mapping.refundObjects
    ? { datedRefunds: withJsonElements('parents', 'refundObjects', '$') }
    : {}),
  mapping: {
    ...(plan.mapping.customerObject ? customerMapping(plan.mapping.customerObject, plan) : {}),
    ...(plan.mapping.orderId ? {} : { orderId: plan.mapping.recordId ?? 'id' }),
    ...(plan.mapping.lineTitle || plan.mapping.orderId
      ? { productName: plan.mapping.lineTitle ?? plan.mapping.orderId ?? 'name' }
      : {}),
  },
});

/** The customer of an order has what the order itself does not say. */
function customerMapping(customer: string, { mapping }: ImportPlan): ImportPlan['mapping'] {
  return {
    customerId: customer,
    email: mapping.email ?? customer,
    phone: mapping.phone ?? customer,
  };
}

/** Order, line (an item of one), or the word that the id has for something else. */
function kindSql(plan: ImportPlan): string {
  const type = `regexp_extract("recordId", '^gid://shopify/([A-Za-z]+)/', 1)`;
  const isChild = plan.mapping.parentId ? '"parentId" IS NOT NULL' : 'false';
  return `CASE WHEN ${type} = 'Order' THEN 'order'
    WHEN ${type} = 'LineItem' OR ("recordId" IS NULL AND ${isChild} AND quantity IS NOT NULL) THEN 'line'
    ELSE coalesce(nullif(${type}, ''), '(no id)') END`;
}

/** An amount is a bag of two moneys; an older query may ask for a plain number. */
function shopMoney(field: string): string {
  return `CASE WHEN starts_with("${field}", '{') THEN ${jsonText(field, 'shopMoney.amount')} ELSE "${field}" END`;
}

function json({ mapping }: ImportPlan, field: Field, key: string): string {
  return mapping[field] ? jsonText(field, key) : 'NULL::VARCHAR';
}

function field({ mapping }: ImportPlan, name: Field, alternative: string): string {
  return mapping[name] ? `coalesce(l."${name}", l.${alternative})` : `l.${alternative}`;
}
