import { literal } from '../../engines/duckdb/database.ts';
import type { Field, ImportPlan } from '../../formats/plan.ts';

/** One thing that can be wrong with a row. */
export interface Check {
  /** The field at fault; null when the row as a whole is. */
  readonly field: Field | null;
  /** SQL of the reason, null when the row is fine. */
  readonly reason: string;
}

/**
 * SQL of the struct (column, value, reason) of the first check that fails, or null, over columns
 * reason_0, reason_1, … that hold the checks' results. `also` names further columns for the struct.
 */
export function problemSql(
  { mapping }: ImportPlan,
  checks: readonly Check[],
  also: readonly string[] = [],
): string {
  const others = also.map((name) => `, ${name} := ${name}`).join('');
  const branches = checks.map(({ field }, index) => {
    const column = field ? mapping[field] : undefined;
    return `WHEN reason_${index} IS NOT NULL THEN struct_pack(
      "column" := ${column === undefined ? 'NULL::VARCHAR' : literal(column)},
      value := ${column === undefined ? 'NULL::VARCHAR' : `left("${field}", 200)`},
      reason := reason_${index}${others})`;
  });
  return `CASE ${branches.join('\n')} END`;
}

/** The amount of a row for a sum in one currency: null where its currency is why the row is refused. */
export function ownAmountSql(amount: string, plan: ImportPlan, currency: string): string {
  const { mapping, constants } = plan;
  if (mapping.currency !== undefined) {
    return `CASE WHEN problem."column" IS DISTINCT FROM ${literal(mapping.currency)} THEN ${amount} END`;
  }
  const ofFile = constants?.currency ?? currency;
  return ofFile.toUpperCase() === currency
    ? amount
    : `CASE WHEN problem IS NULL THEN ${amount} END`;
}

/** Without a rate an amount in another currency is no amount: never taken at 1.0. */
export function currencyCheck(currency: string): Check {
  const own = literal(currency);
  return {
    field: 'currency',
    reason: `CASE WHEN upper(currency) <> ${own} THEN 'the amount is in ' || upper(currency)
      || ' and reports are in ' || ${own} || '; no exchange rate is configured' END`,
  };
}
