import { literal } from '../../engines/duckdb/database.ts';
import type { Field, ImportPlan } from '../../formats/plan.ts';

/** One thing that can be wrong with a row. */
export interface Check {
  /** The field at fault; null when the row as a whole is. */
  readonly field: Field | null;
  /** SQL of the reason, null when the row is fine. */
  readonly reason: string;
  /**
   * SQL that is cheaper than the reason, and true only where there is none: rows that are fine by every
   * check, which nearly all are, need no reason worked out. Absent means that the reason has to be.
   */
  readonly isFine?: string;
}

/**
 * SQL of the struct (column, value, reason) of the first check that fails, or null. `also` has further
 * fields of the struct, each with its SQL.
 *
 * Every reason stands inside the CASE, twice: the engine works out a branch only for the rows that reach it.
 */
export function problemSql(
  { mapping }: ImportPlan,
  checks: readonly Check[],
  also: Readonly<Record<string, string>> = {},
): string {
  const others = Object.entries(also)
    .map(([name, sql]) => `, ${name} := ${sql}`)
    .join('');
  const branches = checks.map(({ field, reason }) => {
    const column = field ? mapping[field] : undefined;
    return `WHEN (${reason}) IS NOT NULL THEN struct_pack(
      "column" := ${column === undefined ? 'NULL::VARCHAR' : literal(column)},
      value := ${column === undefined ? 'NULL::VARCHAR' : `left("${field}", 200)`},
      reason := (${reason})${others})`;
  });
  const fine = checks.map(({ isFine, reason }) => isFine ?? `(${reason}) IS NULL`);
  return `CASE WHEN ${fine.map((sql) => `(${sql})`).join(' AND ')} THEN NULL ${branches.join('\n')} END`;
}

/** Without a rate an amount in another currency is no amount: never taken at 1.0. */
export function currencyCheck(currency: string): Check {
  const own = literal(currency);
  return {
    field: 'currency',
    isFine: `currency IS NULL OR currency = ${own}`,
    reason: `CASE WHEN upper(currency) <> ${own} THEN 'the amount is in ' || upper(currency)
      || ' and reports are in ' || ${own} || '; no exchange rate is configured' END`,
  };
}

/** SQL of the currency of a row that is in another one, null for the others. */
export function foreignCurrencySql(currency: string): string {
  return `CASE WHEN upper(currency) <> ${literal(currency)} THEN upper(currency) END`;
}
