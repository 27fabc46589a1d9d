import type { Field, ImportPlan } from '../../formats/plan.ts';
import { moneyType } from '../../lake/schema.ts';
import { amountSql } from './amounts.ts';
import { goodsShare } from './prepare/money-text.ts';
import { isSummedFromLines } from './row-context.ts';

/*
 * What a row of an orders file says an order came to. The columns are `<field>_amount` for each of the numbers, and `line_amount`.
 */

/** The money columns of an order, besides the one that says what it came to. */
export const sideAmounts = ['discount', 'refund', 'tax', 'shipping', 'cost'] as const;
export const numbers = [
  'gross',
  'total',
  'lineTotal',
  'unitPrice',
  'quantity',
  ...sideAmounts,
] as const;

export function amountOf({ mapping, decimalMark }: ImportPlan, field: Field): string {
  return mapping[field] ? amountSql(`"${field}"`, decimalMark) : `NULL::${moneyType}`;
}

/** As many places as the product needs: a check refuses what four places cannot hold. */
export function lineAmountSql({ mapping }: ImportPlan): string {
  return mapping.lineTotal ? '"lineTotal_amount"' : '"unitPrice_amount" * quantity_amount';
}

/** The amount of a row as the source writes it, for the totals of the report. */
export function sourceAmountSql(plan: ImportPlan): string {
  if (isSummedFromLines(plan)) {
    return 'TRY_CAST(line_amount AS DECIMAL(18,4))';
  }
  return plan.mapping.gross ? 'gross_amount' : 'total_amount';
}

/** What a customer paid includes tax and shipping, and the discount is gone from it already. */
export function grossSql(plan: ImportPlan): string {
  if (isSummedFromLines(plan) || plan.mapping.gross) {
    return sourceAmountSql(plan);
  }
  if (!(plan.mapping.discount ?? plan.mapping.tax ?? plan.mapping.shipping)) {
    return 'total_amount';
  }
  return `TRY_CAST(total_amount + coalesce(discount_amount, 0) - coalesce(tax_amount, 0)
    - coalesce(shipping_amount, 0) AS DECIMAL(18,4))`;
}

/** Of what a customer paid, tax and shipping are given back with the goods; a preparation has seen to it already. */
export function refundSql({ mapping, preparation }: ImportPlan): string {
  const isOfAll = mapping.total && !mapping.gross && (mapping.tax ?? mapping.shipping);
  if (!isOfAll || preparation) {
    return 'refund_amount';
  }
  const beside = '(coalesce(tax_amount, 0) + coalesce(shipping_amount, 0))';
  const goods = goodsShare({ refund: 'refund_amount', paid: 'total_amount', beside });
  return `coalesce(${goods}, refund_amount)`;
}

/** The field that an order's amount comes from. */
export function mainField(plan: ImportPlan): 'gross' | 'total' | 'lineTotal' | 'unitPrice' {
  const { mapping } = plan;
  if (isSummedFromLines(plan)) {
    return mapping.lineTotal ? 'lineTotal' : 'unitPrice';
  }
  return mapping.gross ? 'gross' : 'total';
}
