import { sourceIdOf } from '../customers/customer-key.ts';
import type { CustomerRow } from '../customers/customer-row.ts';
import type { Profile } from '../customers/store.ts';
import { type Summary, summaryOfRow } from '../customers/summary.ts';
import type { ExportField } from '../generated/resolvers.ts';
import { toGlobalId } from '../global-id.ts';
import { decimalText, quotient } from '../money.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { type CustomerValue, customerValue, purchasesAt } from '../value/customer-value.ts';
import { isInsufficient, predictorsOf } from '../value/prediction.ts';
import type { ExportJob } from './export.ts';

type Cell = string | number | null;

/** What a line is made from. */
interface LineSource {
  readonly job: ExportJob;
  readonly snapshot: Snapshot;
  readonly row: CustomerRow;
  readonly profile: Profile | undefined;
}

interface Sources extends LineSource {
  readonly summary: Summary;
  readonly value: CustomerValue;
}

/** A customer as a line of an export: the fields of the job, by their names in camel case. */
export function lineOf(source: LineSource): Record<string, Cell> {
  const { job, snapshot, row } = source;
  const { settings, asOfDay } = snapshot;
  const summary = summaryOfRow(row);
  const { terms } = job;
  const value = customerValue({
    key: row.customerKey,
    summary,
    stratum: row.stratum,
    asOfDay,
    terms,
    settings,
    snapshot,
  });
  const sources = { ...source, summary, value };
  return Object.fromEntries(
    job.fields.map((field) => [nameInLine(field), cells[field](sources)] as const),
  );
}

/** LAST_ORDER_AT is lastOrderAt in a line. */
function nameInLine(field: ExportField): string {
  return field.toLowerCase().replaceAll(/_(\w)/g, (_match, letter) => letter.toUpperCase());
}

const cells: Readonly<Record<ExportField, (sources: Sources) => Cell>> = {
  ID: ({ row }) => toGlobalId('Customer', row.customerKey),
  SOURCE_ID: ({ row }) => sourceIdOf(row.customerKey),
  EMAIL: ({ profile }) => profile?.email ?? null,
  NAME: ({ profile }) => profile?.name ?? null,
  COUNTRY: ({ row }) => row.country,
  CHANNEL: ({ row }) => row.channel,
  CAMPAIGN: ({ row }) => row.campaign,
  FIRST_ORDER_AT: ({ row }) => row.firstOrderAt,
  LAST_ORDER_AT: ({ row }) => row.lastOrderAt,
  ORDERS: ({ row }) => row.orders,
  REVENUE: ({ summary }) => decimalText(summary.revenue),
  REFUNDS: ({ summary }) => decimalText(summary.refunds),
  GROSS_MARGIN: ({ summary }) => decimalText(summary.grossMargin),
  AVERAGE_ORDER_VALUE: ({ summary }) => textOrNull(quotient(summary.revenue, summary.orders)),
  FREQUENCY: ({ row }) => row.frequency,
  RECENCY_DAYS: ({ row }) => row.recencyDays,
  AGE_DAYS: ({ row }) => (row.orders === 0 ? null : row.ageDays),
  RFM_RECENCY: ({ row }) => row.rfm?.recency ?? null,
  RFM_FREQUENCY: ({ row }) => row.rfm?.frequency ?? null,
  RFM_MONETARY: ({ row }) => row.rfm?.monetary ?? null,
  HISTORIC_VALUE: ({ value }) => decimalText(value.historic),
  PREDICTED_VALUE: ({ value }) => textOrNull(predictedOf(value)),
  TOTAL_VALUE: ({ value }) => {
    const predicted = predictedOf(value);
    // The sum of the two amounts as they are shown, to the last digit.
    return predicted === null ? null : decimalText(value.historic.plus(decimalText(predicted)));
  },
  PROBABILITY_ALIVE: (sources) => ofModel(sources, 'probabilityAlive'),
  EXPECTED_ORDERS: (sources) => ofModel(sources, 'expectedOrders'),
  LOYALTY_RANK: ({ row }) => row.loyaltyRank,
  VALUE_PERCENTILE: ({ row }) => row.valuePercentile,
};

function predictedOf({ predict, terms }: CustomerValue): number | null {
  return predict(terms.horizonDays)?.amount ?? null;
}

function textOrNull(amount: Parameters<typeof decimalText>[0] | null): string | null {
  return amount === null ? null : decimalText(amount);
}

/** By the order model that the terms name, at their day. */
function ofModel(
  { job: { terms }, snapshot, row, summary }: Sources,
  figure: 'probabilityAlive' | 'expectedOrders',
): number | null {
  const predictors = predictorsOf(snapshot, terms.model);
  if (isInsufficient(predictors) || row.orders === 0) {
    return null;
  }
  const purchases = {
    ...purchasesAt(summary, snapshot.asOfDay, terms.asOfDay),
    stratum: row.stratum,
  };
  return figure === 'probabilityAlive'
    ? predictors.orders.probabilityAlive(purchases)
    : predictors.orders.expectedOrders(purchases, terms.horizonDays);
}
