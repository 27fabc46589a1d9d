import { literal } from '../../../engines/duckdb/database.ts';
import type { Field, ImportPlan } from '../../../formats/plan.ts';
import { moneyType } from '../../../lake/schema.ts';
import type { Prepare } from './preparation.ts';

/**
 * A payment that was authorised but not captured is none; one in test mode is a test. What Stripe
 * itself converted into the reporting currency is taken at the converted amount.
 */
export const stripePayments: Prepare = ({ plan, settings }) => {
  const isConverted = convertedSql(plan, settings.currency);
  const either = (own: string, converted: string) =>
    `CASE WHEN ${isConverted} THEN ${converted} ELSE ${own} END`;
  return {
    rows: `SELECT * REPLACE (
        ${statusSql(plan)} AS status, ${testSql(plan)} AS test,
        ${either('total', column(plan, 'convertedTotal'))} AS total,
        ${either('refund', column(plan, 'convertedRefund'))} AS refund,
        ${either('currency', literal(settings.currency))} AS currency)
      FROM raw_rows`,
    remarks: `SELECT row, 'kept', 'payments in other currencies, taken at the amount Stripe converted',
        NULL::${moneyType}
      FROM raw_rows WHERE ${isConverted}`,
    mapping: testMapping(plan),
  };
};

function convertedSql(plan: ImportPlan, currency: string): string {
  return `(upper(${column(plan, 'convertedCurrency')}) = ${literal(currency)}
    AND upper(currency) <> ${literal(currency)}
    AND ${column(plan, 'convertedTotal')} IS NOT NULL)`;
}

/** The state of a charge that succeeded is "uncaptured" until its money is taken. */
export function statusSql(plan: ImportPlan): string {
  return `CASE WHEN lower(${column(plan, 'captured')}) = 'false' AND lower(status) IN ('paid', 'succeeded')
    THEN 'uncaptured' ELSE status END`;
}

/** "Test" in the column Mode; "false" in the object's `livemode`. */
export function testSql(plan: ImportPlan): string {
  return `CASE WHEN lower(${column(plan, 'mode')}) IN ('test', 'false') THEN 'true' END`;
}

export function testMapping({ mapping }: ImportPlan): ImportPlan['mapping'] {
  return mapping.mode ? { test: mapping.mode } : {};
}

/** Fields beside the generic ones are staged only where the file has them. */
function column({ mapping }: ImportPlan, field: Field): string {
  return mapping[field] === undefined ? 'NULL::VARCHAR' : `"${field}"`;
}
