import type { Field, ImportPlan } from '../../formats/plan.ts';
import { moneyType } from '../../lake/schema.ts';
import { amountProblemSql, amountSql } from './amounts.ts';
import { type Check, currencyCheck, foreignCurrencySql, problemSql } from './checks.ts';
import { customerKeySql } from './identity.ts';
import { hasPackedLines, packedLinesSql } from './packed-lines.ts';
import { goodsShare } from './prepare/money-text.ts';
import { isBlankSql, stagedFields } from './stage.ts';
import {
  type DateOrder,
  isFineTimeSql,
  isSlashedSql,
  type TimeColumn,
  timeProblemSql,
  timeStages,
} from './times.ts';
import type { ZoneOffsets } from './zone-offsets.ts';

export interface RowContext {
  readonly plan: ImportPlan;
  readonly currency: string;
  readonly timeZone: string;
  /** Offsets of `timeZone`. */
  readonly zone: ZoneOffsets;
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

/** What is known of a refused row, with the types of SQL. */
const problemFields = {
  column: 'VARCHAR',
  value: 'VARCHAR',
  reason: 'VARCHAR',
  is_slashed: 'BOOLEAN',
  is_blank: 'BOOLEAN',
  foreign_currency: 'VARCHAR',
};

/** A problem as a list of texts: where there is none, as nearly everywhere, a list is written in a quarter of the time of a struct. */
function problemTextsSql(problem: string): string {
  const texts = Object.keys(problemFields).map((name) => `${problem}."${name}"::VARCHAR`);
  return `CASE WHEN ${problem} IS NOT NULL THEN [${texts.join(', ')}] END`;
}

/** The struct of a problem from its texts. */
export function problemOfTextsSql(texts: string): string {
  const fields = Object.entries(problemFields).map(
    ([name, type], index) => `"${name}" := ${texts}[${index + 1}]::${type}`,
  );
  return `struct_pack(${fields.join(', ')})`;
}

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
  const problem = problemSql(context.plan, checks(context), {
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

const orderedAt: TimeColumn = { text: '"orderedAt"', prefix: 'ordered' };

function updatedAt({ mapping }: ImportPlan): TimeColumn {
  return { text: mapping.updatedAt && '"updatedAt"', prefix: 'updated' };
}

function amountOf({ mapping, decimalMark }: ImportPlan, field: Field): string {
  return mapping[field] ? amountSql(`"${field}"`, decimalMark) : `NULL::${moneyType}`;
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
  if (!(plan.mapping.discount ?? plan.mapping.tax ?? plan.mapping.shipping)) {
    return 'total_amount';
  }
  return `TRY_CAST(total_amount + coalesce(discount_amount, 0) - coalesce(tax_amount, 0)
    - coalesce(shipping_amount, 0) AS DECIMAL(18,4))`;
}

/** Of what a customer paid, tax and shipping are given back with the goods; a preparation has seen to it already. */
function refundSql({ mapping, preparation }: ImportPlan): string {
  const isOfAll = mapping.total && !mapping.gross && (mapping.tax ?? mapping.shipping);
  if (!isOfAll || preparation) {
    return 'refund_amount';
  }
  const beside = '(coalesce(tax_amount, 0) + coalesce(shipping_amount, 0))';
  const goods = goodsShare({ refund: 'refund_amount', paid: 'total_amount', beside });
  return `coalesce(${goods}, refund_amount)`;
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
  const updated = updatedAt(plan);
  return [
    { field: null, reason: 'broken' },
    ...identityChecks(plan),
    {
      field: 'orderedAt',
      reason: timeProblemSql(orderedAt, context),
      isFine: isFineTimeSql(orderedAt, context),
    },
    ...(updated.text
      ? [
          {
            field: 'updatedAt' as const,
            isFine: `${updated.text} IS NULL OR (${isFineTimeSql(updated, context)})`,
            reason: `CASE WHEN ${updated.text} IS NOT NULL THEN ${timeProblemSql(updated, context)} END`,
          },
        ]
      : []),
    currencyCheck(currency),
    ...amountChecks(plan),
  ];
}

/** Another check is true only where this one has no reason either: that an amount is at least 0 says that it is one. */
const implied = 'true';

/** DynamoDB sort keys hold 1024 bytes, and the customer and order id meet in several. */
const maxIdBytes = 400;

function identityChecks(plan: ImportPlan): Check[] {
  return [
    ...missingIdentity(plan),
    tooLong('orderId'),
    tooLong('customerId'),
    shortened('orderId'),
    shortened('customerId'),
  ];
}

/** Spreadsheets write long numbers as 1.20253E+17: many ids then become one, and orders vanish into each other. */
function shortened(field: 'orderId' | 'customerId'): Check {
  return {
    field,
    isFine: implied,
    reason: `CASE WHEN regexp_full_match("${field}", '[0-9]([.,][0-9]+)?E[+][0-9]+')
      THEN 'an id that a spreadsheet has shortened; export the file again and upload it without opening it there' END`,
  };
}

function tooLong(field: 'orderId' | 'customerId'): Check {
  return {
    field,
    isFine: `"${field}" IS NULL OR (strlen("${field}") <= ${maxIdBytes} AND NOT contains("${field}", 'E+'))`,
    reason: `CASE WHEN strlen("${field}") > ${maxIdBytes} THEN 'longer than ${maxIdBytes} bytes' END`,
  };
}

function missingIdentity(plan: ImportPlan): Check[] {
  return hasOrderIds(plan)
    ? [
        {
          field: 'orderId',
          isFine: '"orderId" IS NOT NULL',
          reason: `CASE WHEN "orderId" IS NULL THEN 'missing order id' END`,
        },
      ]
    : [
        {
          field: (['customerId', 'email', 'phone'] as const).find((id) => plan.mapping[id]) ?? null,
          isFine: 'known_customer IS NOT NULL',
          reason: `CASE WHEN known_customer IS NULL
            THEN 'missing customer; a row without an order id needs one' END`,
        },
      ];
}

function amountChecks(plan: ImportPlan): Check[] {
  const { mapping, decimalMark } = plan;
  const fields = numbers.filter((field) => mapping[field]);
  const main = mapping.gross ? 'gross' : mapping.total ? 'total' : lineField(plan);
  return [
    {
      field: main,
      isFine: implied,
      reason: `CASE WHEN "${main}" IS NULL THEN 'missing amount' END`,
    },
    ...fields.map((field) => ({
      field,
      isFine:
        field === main && !isSummedFromLines(plan)
          ? implied
          : `"${field}" IS NULL OR "${field}_amount" IS NOT NULL`,
      reason: amountProblemSql(`"${field}"`, `"${field}_amount"`, decimalMark),
    })),
    ...sideAmounts
      .filter((field) => mapping[field])
      .map((field) => ({
        field,
        isFine: `"${field}_amount" IS NULL OR "${field}_amount" >= 0`,
        reason: `CASE WHEN "${field}_amount" < 0 THEN 'negative ${field}; expected 0 or more' END`,
      })),
    {
      field: main,
      isFine: `${sourceAmountSql(plan)} >= 0`,
      reason: `CASE WHEN ${sourceAmountSql(plan)} < 0
        THEN 'negative amount: a refund as a row of its own is not supported; put it into a refund column of the order' END`,
    },
    ...(isSummedFromLines(plan) || mapping.lineTotal || mapping.unitPrice ? [lineCheck(main)] : []),
    ...(isSummedFromLines(plan) || mapping.discount || mapping.tax || mapping.shipping
      ? [grossCheck(plan, main)]
      : []),
  ];
}

/** What a line comes to may have more places than are kept. */
function lineCheck(field: Field): Check {
  return {
    field,
    isFine: 'line_amount IS NULL OR TRY_CAST(line_amount AS DECIMAL(18,4)) = line_amount',
    reason: `CASE WHEN line_amount IS NOT NULL AND TRY_CAST(line_amount AS DECIMAL(18,4)) IS DISTINCT FROM line_amount
      THEN 'quantity times unit price has more than 4 decimal places or is too large' END`,
  };
}

/** What is left once discount, tax and shipping are taken off; without them it is the amount itself. */
function grossCheck(plan: ImportPlan, field: Field): Check {
  const gross = grossSql(plan);
  return {
    field,
    isFine: `${gross} >= coalesce(discount_amount, 0)`,
    reason: `CASE WHEN ${gross} IS NULL THEN 'amount out of range'
      WHEN ${gross} < coalesce(discount_amount, 0)
      THEN 'the discount, tax and shipping are more than the amount' END`,
  };
}

function lineField({ mapping }: ImportPlan): 'lineTotal' | 'unitPrice' {
  return mapping.lineTotal ? 'lineTotal' : 'unitPrice';
}
