import type { Settings } from '../../../graph/settings.ts';
import { shortRate } from '../../../graph/value/basis.ts';
import { customerSummaries } from '../../engines/sql/customer-summaries.ts';
import { purchases } from '../../engines/sql/purchases.ts';
import { observedDays, totals } from '../../engines/sql/totals.ts';
import type { CompactedLake } from './compact.ts';
import type { Workspace } from './workspace.ts';

/** What was observed, in figures that the manifest states. */
export interface Observation {
  readonly asOfDay: string;
  readonly firstDay: string | null;
  readonly counts: {
    readonly customers: number;
    readonly buyers: number;
    readonly orders: number;
    readonly excludedOrders: number;
  };
  /** Decimal texts. */
  readonly totals: {
    readonly revenue: string;
    readonly refunds: string;
    readonly grossMargin: string;
  };
  readonly marginRate: number;
}

/** Leaves the tables `purchases` and `summaries`. */
export async function summarise(
  { database }: Workspace,
  lake: CompactedLake,
  { settings, today }: { readonly settings: Settings; readonly today: string },
): Promise<Observation> {
  const [observed] = await database.rows(observedDays(lake.orders));
  const lastDay = textOrNull(observed?.['last_day']);
  // An order that is dated ahead (a booking) must not make everybody else look silent until then.
  const endOfData = lastDay !== null && lastDay < today ? lastDay : today;
  const asOfDay = settings.asOf ?? endOfData;
  const options = { asOfDay, margin: settings.margin };
  await database.run(`CREATE TABLE purchases AS ${purchases(lake.orders, options)}`);
  await database.run(`CREATE TABLE summaries AS
    ${customerSummaries({ ...lake, purchases: 'purchases' }, asOfDay)}`);
  const firstDay = textOrNull(observed?.['first_day']);
  return {
    asOfDay,
    firstDay: firstDay !== null && firstDay <= asOfDay ? firstDay : null,
    ...(await addUp({ database }, settings)),
  };
}

async function addUp(
  { database }: Pick<Workspace, 'database'>,
  settings: Settings,
): Promise<Pick<Observation, 'counts' | 'totals' | 'marginRate'>> {
  const [row] = await database.rows(totals('summaries'));
  const revenue = String(row?.['revenue']);
  const grossMargin = String(row?.['gross_margin']);
  return {
    counts: {
      customers: Number(row?.['customers']),
      buyers: Number(row?.['buyers']),
      orders: Number(row?.['orders']),
      excludedOrders: Number(row?.['excluded_orders']),
    },
    totals: { revenue, refunds: String(row?.['refunds']), grossMargin },
    marginRate:
      Number(revenue) > 0 ? shortRate(Number(grossMargin) / Number(revenue)) : settings.margin,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
