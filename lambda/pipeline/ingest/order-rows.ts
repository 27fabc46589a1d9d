import type { Field, ImportPlan } from '../../formats/plan.ts';
import { moneyType } from '../../lake/schema.ts';
import { foreignCurrencySql, problemSql } from './checks.ts';
import { customerKeySql } from './identity.ts';
import {
  amountOf,
  grossSql,
  lineAmountSql,
  numbers,
  refundSql,
  type sideAmounts,
  sourceAmountSql,
} from './order-amounts.ts';
import { orderChecks } from './order-checks.ts';
import { hasPackedLines, packedLinesSql } from './packed-lines.ts';
import { problemTextsSql } from './problem-texts.ts';
import { hasOrderIds, orderedAt, type RowContext, updatedAt } from './row-context.ts';
import { isBlankSql, stagedFields } from './stage.ts';
import { isSlashedSql, timeStages } from './times.ts';

/** How rows are typed: a query to be run once, and what stands for each column when its result is read. */
export interface OrderRows {
  /** Types every staged row; see `orderRows`. */
  readonly query: string;
  /** SELECT list over the result that adds the columns that are the same in every row. */
  readonly columns: string;
}

/**
 * SQL that types every order row of the view `staged`, and says in `problem` why a row is refused, as texts that `problemOfTextsSql`
 * reads; null for a good row. Nothing is grouped or dropped yet.
 *
 * What a file does not say is not written for every row: half of the columns are usually absent.
 */
export function orderRows(context: RowContext, staged: string): OrderRows {
  const columns = Object.entries(rowColumns(context.plan));
  const stored = columns.filter(([, { isStored }]) => isStored);
  const problem = problemSql(context.plan, orderChecks(context), {
    is_slashed: [orderedAt, updatedAt(context.plan)].map(isSlashedSql).join(' OR '),
    // Rows with a number were staged, and without the blank ones.
    is_blank: `row IS NULL AND ${isBlankSql(context.plan, stagedFields(context.plan))}`,
    foreign_currency: foreignCurrencySql(context.currency),
  });
  return {
    query: `${checkedRowsSql(context, staged)},
      judged AS (SELECT *, ${problem} AS problem FROM checked)
      SELECT row, ${problemTextsSql('problem')} AS problem,
        ${stored.map(([name, { sql }]) => `${sql} AS ${name}`).join(',\n')}
      FROM judged`,
    columns: columns
      .map(([name, { sql, isStored }]) => (isStored ? name : `${sql} AS ${name}`))
      .join(', '),
  };
}

interface RowColumn {
  readonly sql: string;
  /** False for what is the same in every row or follows from a stored column. */
  readonly isStored: boolean;
}

function rowColumns(plan: ImportPlan): Readonly<Record<string, RowColumn>> {
  const { mapping } = plan;
  const stored = (sql: string): RowColumn => ({ sql, isStored: true });
  const derived = (sql: string): RowColumn => ({ sql, isStored: false });
  const given = (field: Field, sql: string, absent: string) =>
    mapping[field] ? stored(sql) : derived(absent);
  const textOf = (field: Field) => given(field, `"${field}"`, 'NULL::VARCHAR');
  const amount = (field: (typeof sideAmounts)[number], absent: string) =>
    given(field, `coalesce(${field}_amount, ${absent})`, `${absent}::${moneyType}`);
  const hasStatus = (mapping.status ?? mapping.test ?? mapping.cancelledAt) !== undefined;
  const hasCustomer = (mapping.customerId ?? mapping.email ?? mapping.phone) !== undefined;
  const hasLine = (mapping.product ?? mapping.productName) !== undefined;
  return {
    order_id: given('orderId', '"orderId"', 'NULL::VARCHAR'),
    known_customer: hasCustomer ? stored('known_customer') : derived('NULL::VARCHAR'),
    ordered_at: stored('ordered_instant'),
    utc_offset_minutes: stored('ordered_offset::SMALLINT'),
    order_day: stored('CAST(ordered_clock AS DATE)'),
    is_date_only: hasOrderIds(plan) ? derived('false') : stored('ordered_is_day'),
    updated_at: given('updatedAt', 'updated_instant', 'NULL::TIMESTAMPTZ'),
    source_amount: stored(sourceAmountSql(plan)),
    gross:
      grossSql(plan) === sourceAmountSql(plan) ? derived('source_amount') : stored(grossSql(plan)),
    discount: amount('discount', '0'),
    refund: mapping.refund ? stored(refundSql(plan)) : amount('refund', 'NULL'),
    tax: amount('tax', '0'),
    shipping: amount('shipping', '0'),
    cost: amount('cost', 'NULL'),
    status: hasStatus ? stored(statusSql) : derived(`'paid'`),
    channel: textOf('channel'),
    campaign: textOf('campaign'),
    coupon: textOf('coupon'),
    packed: hasPackedLines(plan)
      ? stored(packedLinesSql('"lineItems"', plan.decimalMark))
      : derived('NULL'),
    line: hasLine ? stored(lineSql) : derived('NULL'),
    email: textOf('email'),
    name: textOf('name'),
    phone: textOf('phone'),
    country: textOf('country'),
  };
}

/** The rows of the view `staged` with everything that the checks look at. */
function checkedRowsSql(context: RowContext, staged: string): string {
  const { plan, dateOrder, zone } = context;
  const times = [orderedAt, updatedAt(plan)];
  const stages = times.map((time) => timeStages(time, { order: dateOrder, zone }));
  const timeStage = (nth: 0 | 1 | 2 | 3 | 4) => stages.map((stage) => stage[nth]).join(', ');
  return `
    WITH plain AS (
      SELECT *, ${timeStage(0)},
        ${numbers.map((field) => `${amountOf(plan, field)} AS "${field}_amount"`).join(', ')}
      FROM ${staged}),
    split AS (SELECT *, ${timeStage(1)} FROM plain),
    local AS (SELECT *, ${timeStage(2)} FROM split),
    timed AS (
      SELECT *, ${timeStage(3)},
        ${customerKeySql({ sourceId: '"customerId"', email: 'email', phone: 'phone' })} AS known_customer,
        ${lineAmountSql(plan)} AS line_amount
      FROM local),
    checked AS (
      SELECT *, ${timeStage(4)} FROM timed)`;
}

const statusSql = `CASE WHEN lower(test) IN ('true', 'yes', '1', 't') THEN 'test'
  WHEN "cancelledAt" IS NOT NULL THEN 'cancelled'
  ELSE coalesce(lower(status), 'paid') END`;

/** Null where the row names no product. A line without a price of its own has a null amount. */
const lineSql = `CASE WHEN coalesce(product, "productName") IS NOT NULL THEN struct_pack(
  product := coalesce(product, "productName"), name := "productName",
  quantity := coalesce(quantity_amount, 1),
  amount := TRY_CAST(line_amount AS DECIMAL(18,4))) END`;
