import type { Field, ImportPlan } from '../../formats/plan.ts';
import { amountProblemSql, amountSql, plainAmountSql } from './amounts.ts';
import { type Check, currencyCheck, problemSql } from './checks.ts';
import { customerKeySql } from './identity.ts';
import {
  type DateOrder,
  dayInZoneSql,
  instantSql,
  localTimeSql,
  offsetMinutesSql,
  timePartsSql,
  timeProblemSql,
} from './times.ts';

export interface RowContext {
  readonly plan: ImportPlan;
  readonly currency: string;
  readonly timeZone: string;
  readonly dateOrder: DateOrder;
  /** Orders after this instant are mistakes. */
  readonly latest: Date;
}

/** A file that carries order ids keeps them; one without is a list of payments (see orders.ts). */
export function hasOrderIds({ mapping }: ImportPlan): boolean {
  return mapping.orderId !== undefined;
}

/** Whether an order's amount is the sum of its rows rather than a value each row repeats. */
export function isSummedFromLines({ mapping }: ImportPlan): boolean {
  return mapping.gross === undefined && mapping.total === undefined;
}

/** The money columns of an order, besides the one that says what it came to. */
const sideAmounts = ['discount', 'refund', 'tax', 'shipping', 'cost'] as const;
const numbers = ['gross', 'total', 'lineTotal', 'unitPrice', 'quantity', ...sideAmounts] as const;

/**
 * SQL that types every staged order row, and says in `problem` (a struct of column, value and
 * reason; null for a good row) why a row is refused. Nothing is grouped or dropped yet.
 */
export function orderRowsSql(context: RowContext): string {
  const { plan, timeZone, dateOrder } = context;
  const reasons = checks(context);
  return `
    WITH split AS (
      SELECT *, ${timePartsSql('"orderedAt"', dateOrder)} AS parts,
        ${timePartsSql('"updatedAt"', dateOrder)} AS updated_parts,
        ${numbers.map((field) => `${plainNumber(plan, field)} AS "${field}_plain"`).join(', ')}
      FROM staged),
    local AS (
      SELECT *, ${localTimeSql('parts')} AS local_time, ${offsetMinutesSql('parts')} AS offset_minutes,
        ${localTimeSql('updated_parts')} AS updated_local,
        ${offsetMinutesSql('updated_parts')} AS updated_offset,
        ${numbers.map((field) => `${amountSql(`"${field}_plain"`)} AS "${field}_amount"`).join(', ')}
      FROM split),
    timed AS (
      SELECT *, ${instantSql('local_time', 'offset_minutes', timeZone)} AS instant,
        ${instantSql('updated_local', 'updated_offset', timeZone)} AS updated_instant,
        ${customerKeySql({ sourceId: '"customerId"', email: 'email', phone: 'phone' })} AS known_customer,
        ${lineAmountSql(plan)} AS line_amount
      FROM local),
    checked AS (
      SELECT *, ${reasons.map(({ reason }, index) => `${reason} AS reason_${index}`).join(',\n')}
      FROM timed)
    SELECT row, ${problemSql(plan, reasons)} AS problem,
      "orderId" AS order_id, known_customer,
      instant AS ordered_at, offset_minutes AS utc_offset_minutes,
      ${dayInZoneSql('instant', timeZone)} AS order_day,
      parts.clock = '' AND parts.zone = '' AS is_date_only,
      updated_instant AS updated_at,
      ${grossSql(plan)} AS gross, ${sourceAmountSql(plan)} AS source_amount,
      coalesce(discount_amount, 0) AS discount, refund_amount AS refund,
      coalesce(tax_amount, 0) AS tax, coalesce(shipping_amount, 0) AS shipping, cost_amount AS cost,
      ${statusSql} AS status,
      channel, campaign, coupon, ${lineSql} AS line,
      email, name, phone, country
    FROM checked`;
}

function plainNumber({ mapping, decimalMark }: ImportPlan, field: Field): string {
  return mapping[field] ? plainAmountSql(`"${field}"`, decimalMark) : 'NULL::VARCHAR';
}

/** As many places as the product needs: a check refuses what four places cannot hold. */
function lineAmountSql({ mapping }: ImportPlan): string {
  return mapping.lineTotal ? '"lineTotal_amount"' : '"unitPrice_amount" * quantity_amount';
}

/** The amount of a row as the source writes it, for the totals of the report. */
function sourceAmountSql(plan: ImportPlan): string {
  if (isSummedFromLines(plan)) {
    return 'TRY_CAST(line_amount AS DECIMAL(18,4))';
  }
  return plan.mapping.gross ? 'gross_amount' : 'total_amount';
}

/** What a customer paid includes tax and shipping, and the discount is gone from it already. */
function grossSql(plan: ImportPlan): string {
  if (isSummedFromLines(plan) || plan.mapping.gross) {
    return sourceAmountSql(plan);
  }
  return `TRY_CAST(total_amount + coalesce(discount_amount, 0) - coalesce(tax_amount, 0)
    - coalesce(shipping_amount, 0) AS DECIMAL(18,4))`;
}

const statusSql = `CASE WHEN lower(test) IN ('true', 'yes', '1', 't') THEN 'test'
  WHEN "cancelledAt" IS NOT NULL THEN 'cancelled'
  ELSE coalesce(lower(status), 'paid') END`;

/** Null where the row names no product. A line without a price of its own has a null amount. */
const lineSql = `CASE WHEN coalesce(product, "productName") IS NOT NULL THEN struct_pack(
  product := coalesce(product, "productName"), name := "productName",
  quantity := coalesce(quantity_amount, 1),
  amount := TRY_CAST(line_amount AS DECIMAL(18,4))) END`;

function checks(context: RowContext): Check[] {
  const { plan, currency } = context;
  return [
    { field: null, reason: 'broken' },
    ...identityChecks(plan),
    { field: 'orderedAt', reason: timeProblem(context, 'ordered') },
    ...(plan.mapping.updatedAt
      ? [{ field: 'updatedAt' as const, reason: timeProblem(context, 'updated') }]
      : []),
    currencyCheck(currency),
    ...amountChecks(plan),
  ];
}

/** DynamoDB sort keys hold 1024 bytes, and the customer and order id meet in several. */
const maxIdBytes = 400;

function identityChecks(plan: ImportPlan): Check[] {
  return [...missingIdentity(plan), tooLong('orderId'), tooLong('customerId')];
}

function tooLong(field: 'orderId' | 'customerId'): Check {
  return {
    field,
    reason: `CASE WHEN strlen("${field}") > ${maxIdBytes} THEN 'longer than ${maxIdBytes} bytes' END`,
  };
}

function missingIdentity(plan: ImportPlan): Check[] {
  return hasOrderIds(plan)
    ? [{ field: 'orderId', reason: `CASE WHEN "orderId" IS NULL THEN 'missing order id' END` }]
    : [
        {
          field: (['customerId', 'email', 'phone'] as const).find((id) => plan.mapping[id]) ?? null,
          reason: `CASE WHEN known_customer IS NULL
            THEN 'missing customer; a row without an order id needs one' END`,
        },
      ];
}

function timeProblem({ timeZone, latest }: RowContext, which: 'ordered' | 'updated'): string {
  return which === 'ordered'
    ? timeProblemSql({
        text: '"orderedAt"',
        parts: 'parts',
        local: 'local_time',
        offsetMinutes: 'offset_minutes',
        instant: 'instant',
        timeZone,
        latest,
      })
    : `CASE WHEN "updatedAt" IS NOT NULL THEN ${timeProblemSql({
        text: '"updatedAt"',
        parts: 'updated_parts',
        local: 'updated_local',
        offsetMinutes: 'updated_offset',
        instant: 'updated_instant',
        timeZone,
        latest,
      })} END`;
}

function amountChecks(plan: ImportPlan): Check[] {
  const { mapping, decimalMark } = plan;
  const fields = numbers.filter((field) => mapping[field]);
  const main = mapping.gross ? 'gross' : mapping.total ? 'total' : lineField(plan);
  return [
    { field: main, reason: `CASE WHEN "${main}" IS NULL THEN 'missing amount' END` },
    ...fields.map((field) => ({
      field,
      reason: amountProblemSql(`"${field}"`, `"${field}_plain"`, decimalMark),
    })),
    ...sideAmounts
      .filter((field) => mapping[field])
      .map((field) => ({
        field,
        reason: `CASE WHEN "${field}_amount" < 0 THEN 'negative ${field}; expected 0 or more' END`,
      })),
    {
      field: main,
      reason: `CASE WHEN ${sourceAmountSql(plan)} < 0
        THEN 'negative amount: a refund as a row of its own is not supported; put it into a refund column of the order' END`,
    },
    {
      field: main,
      reason: `CASE WHEN line_amount IS NOT NULL AND TRY_CAST(line_amount AS DECIMAL(18,4)) IS DISTINCT FROM line_amount
        THEN 'quantity times unit price has more than 4 decimal places or is too large' END`,
    },
    {
      field: main,
      reason: `CASE WHEN ${grossSql(plan)} IS NULL THEN 'amount out of range'
        WHEN ${grossSql(plan)} < coalesce(discount_amount, 0)
        THEN 'the discount, tax and shipping are more than the amount' END`,
    },
  ];
}

function lineField({ mapping }: ImportPlan): 'lineTotal' | 'unitPrice' {
  return mapping.lineTotal ? 'lineTotal' : 'unitPrice';
}
