import type { Field, ImportPlan } from '../../formats/plan.ts';
import { amountProblemSql } from './amounts.ts';
import { type Check, currencyCheck } from './checks.ts';
import { grossSql, mainField, numbers, sideAmounts, sourceAmountSql } from './order-amounts.ts';
import {
  hasOrderIds,
  isSummedFromLines,
  orderedAt,
  type RowContext,
  updatedAt,
} from './row-context.ts';
import { isFineTimeSql, timeProblemSql } from './times.ts';

/** What can be wrong with a row of an orders file, the first that is being its reason, over the columns that `orderRows` makes of it. */
export function orderChecks(context: RowContext): Check[] {
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
  const main = mainField(plan);
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
