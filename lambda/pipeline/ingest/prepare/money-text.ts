import { moneyType } from '../../../lake/schema.ts';
import { amountSql } from '../amounts.ts';

type DecimalMark = '.' | ',';

/**
 * SQL of a relation with a column `<name>_money` beside each of its named columns of texts: the amount,
 * null where it is none, which the checks say later.
 */
export function withMoney(
  relation: string,
  names: readonly string[],
  decimalMark: DecimalMark,
): string {
  const money = names.map((name) => `${amountSql(`"${name}"`, decimalMark)} AS "${name}_money"`);
  return `(SELECT *, ${money.join(', ')} FROM ${relation})`;
}

/** An amount as a text that the generic path reads as it reads the file's own. */
export function textOfMoney(amount: string, decimalMark: DecimalMark): string {
  return `replace(CAST(${amount} AS VARCHAR), '.', '${decimalMark}')`;
}

/** What an order paid, gave back, and paid beside goods: the columns that `goodsRefund` divides by. */
export const paidColumns = ['total', 'refund', 'tax', 'shipping'] as const;

/** The columns that `withMoney` has added, to leave them out again. */
export const paidMoneyColumns = paidColumns.map((name) => `${name}_money`).join(', ');

/**
 * The part of a refund that was for goods, when the file's refund is of all that was paid: refund ×
 * goods ÷ paid, where goods = paid − tax − shipping, to the nearest ten-thousandth. So a full refund
 * gives back exactly the goods, and a refund never takes tax out of net revenue, which has none in it.
 *
 * SQL over the `_money` columns of `paidColumns`, of a text; what cannot be read, or leaves nothing to
 * divide, stays as the file has it.
 */
export function goodsRefund(decimalMark: DecimalMark): string {
  const beside = '(coalesce(tax_money, 0) + coalesce(shipping_money, 0))';
  const share = goodsShare({ refund: 'refund_money', paid: 'total_money', beside });
  return `CASE WHEN ${share} IS NOT NULL THEN ${textOfMoney(share, decimalMark)} ELSE refund END`;
}

/** The same as an amount, of SQL of amounts; null where nothing is to be divided. */
export function goodsShare({ refund, paid, beside }: Record<'refund' | 'paid' | 'beside', string>) {
  const units = (amount: string) => `CAST((${amount}) * 10000 AS HUGEINT)`;
  // Whole ten-thousandths, because the engine's division is a binary one.
  const all = units(paid);
  const share = `((2 * ${units(refund)} * ${units(`${paid} - ${beside}`)} + ${all}) // (2 * ${all}))`;
  return `(CASE WHEN ${refund} > 0 AND ${beside} > 0 AND ${paid} > ${beside}
    THEN CAST(CAST(${share} AS DECIMAL(22,0)) * CAST(0.0001 AS DECIMAL(5,4)) AS ${moneyType}) END)`;
}
