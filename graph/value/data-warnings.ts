import Big from 'big.js';
import { daysBetween } from '../calendar.ts';
import type { Context } from '../context.ts';
import { businessOf } from '../populations/population.ts';
import type { Gap } from '../populations/store.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';

/** What may make the data say something else than what happened. */
interface DataWarning {
  readonly code: 'SHORT_HISTORY' | 'LEFT_TRUNCATED' | 'REFUNDS_UNDATED';
  readonly message: string;
}

/** Below, a season or a yearly buyer cannot be told from one who left. */
const enoughDays = 365;

/** Customers seen first in so many days are compared with those of the year after. */
const firstDays = 30;
const nextDays = 335;

/** So many times as many new customers a day, and so many of them, are no chance and no launch. */
const suspiciousRatio = 2;
const fewestCustomers = 30;

/** Of a snapshot's data; none before the first. */
export async function warningsOfData(
  snapshot: Snapshot | undefined,
  { loaders }: Pick<Context, 'loaders'>,
): Promise<DataWarning[]> {
  return snapshot
    ? dataWarnings(snapshot, await loaders.population.gaps(businessOf(snapshot)))
    : [];
}

/** `gaps` are those of the business. */
function dataWarnings(snapshot: Snapshot, gaps: readonly Gap[]): DataWarning[] {
  const { firstDay, asOfDay, totals } = snapshot;
  if (firstDay === null) {
    return [];
  }
  const days = daysBetween(firstDay, asOfDay) + 1;
  const truncation = truncationOf(firstDay, days, gaps);
  return [
    ...(days < enoughDays
      ? [
          warning(
            'SHORT_HISTORY',
            `The data covers ${days} days: less than a year shows no season, and who buys once a year looks like who left.`,
          ),
        ]
      : []),
    ...(truncation ? [warning('LEFT_TRUNCATED', truncation)] : []),
    ...(new Big(totals.refunds).gt(0)
      ? [
          warning(
            'REFUNDS_UNDATED',
            'Refunds are booked on the day of their order, also where an export dates them: a figure of the last weeks will still fall.',
          ),
        ]
      : []),
  ];
}

/** Why the first customers are probably none: a shop that was there before its data has old ones come back at first. */
function truncationOf(firstDay: string, days: number, gaps: readonly Gap[]): string | null {
  const newcomers = gaps.filter(({ back, previousDay }) => back === 1 && previousDay === null);
  const within = (from: number, to: number) =>
    newcomers
      .filter(({ day }) => {
        const offset = daysBetween(firstDay, day);
        return offset >= from && offset < to;
      })
      .reduce((sum, { orders }) => sum + orders, 0);
  const later = Math.min(nextDays, days - firstDays);
  if (later < firstDays) {
    return null;
  }
  const atFirst = within(0, firstDays);
  const perDay = atFirst / firstDays;
  const perLaterDay = within(firstDays, firstDays + later) / later;
  return atFirst >= fewestCustomers && perDay > suspiciousRatio * perLaterDay
    ? `In the first ${firstDays} days ${perDay.toFixed(1)} customers a day are new, after that ${perLaterDay.toFixed(1)}: many of the first have probably bought before the data begins, and look younger than they are.`
    : null;
}

function warning(code: DataWarning['code'], message: string): DataWarning {
  return { code, message };
}
