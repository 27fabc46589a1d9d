import type Big from 'big.js';
import type { Context } from '../context.ts';
import type { Described } from '../populations/loaders.ts';
import type { Window } from '../populations/metrics.ts';
import type { Population } from '../populations/population.ts';
import type { PopulationKind } from '../populations/population-name.ts';
import type { Lives } from '../retention/lives.ts';
import type { Settings } from '../settings.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { once } from '../value/estimate.ts';
import type { Terms } from '../value/terms.ts';
import {
  type Acquired,
  channelGroups,
  countOfAcquired,
  livesOfAcquired,
  valueOfAcquired,
  valuePerCustomer,
} from './acquired.ts';
import type { AcquisitionDay } from './acquisition-day.ts';
import { type CacKind, type CacReason, type Cost, costOfDays, ownDays } from './cac.ts';
import { daysIn, paidChannels } from './totals.ts';
import { acquisitionWindow, isLeftTruncated, type WindowRequest } from './window.ts';

/** What a population's customers of a window cost, and what came back; see acquisition.graphql. */
export interface Acquisition {
  readonly population: Population;
  readonly kind: CacKind;
  readonly terms: Terms;
  readonly settings: Settings;
  /** Null before the first snapshot. */
  readonly window: Window | null;
  /** Spend and new customers of the window, of the whole business. */
  readonly days: readonly AcquisitionDay[];
  /** The same, whole: for the window before. */
  readonly allDays: readonly AcquisitionDay[];
  readonly newCustomers: number;
  /** Null where spend cannot be attributed to the population's customers. */
  readonly cost: Cost | null;
  /** Each customer was charged the business's cost, because spend does not say whom it bought. */
  readonly isAllocated: boolean;
  readonly cac: Big | null;
  readonly reason: CacReason | null;
  readonly isLeftTruncated: boolean;
  /** Historic and predicted value of a customer whom `cac` is about; null where it is not known. */
  value(): Promise<number | null>;
  /** What they did; null for a segment newer than the snapshot. */
  lives(): Promise<Lives | null>;
}

export interface AcquisitionRequest extends WindowRequest {
  readonly kind: CacKind;
  readonly terms: Terms;
}

/** Spend says by which channel and campaign it was made: these can be asked what they cost. */
const attributable: ReadonlySet<PopulationKind> = new Set([
  'BUSINESS',
  'COHORT',
  'CHANNEL',
  'CAMPAIGN',
]);

export async function acquisitionOf(
  population: Population,
  request: AcquisitionRequest,
  context: Context,
): Promise<Acquisition> {
  const { snapshot } = population;
  const { kind, terms } = request;
  if (!snapshot) {
    return emptyAcquisition(population, request, context.settings);
  }
  const { loaders } = context;
  const allDays = await loaders.population.acquisitions(snapshot);
  const window = acquisitionWindow(population, snapshot, allDays, request);
  const days = daysIn(allDays, window);
  const { settings } = snapshot;
  const isAllocated = !attributable.has(population.kind);
  const groups = groupsOf(population, snapshot, { kind, days });
  const acquired: Acquired = { groups, window, snapshot, settings };
  const isPublished = once(() => loaders.population.isPublished(population));
  const cost = isAllocated
    ? allocated(days, kind, await countOfAcquired(acquired, context))
    : costOfDays(days, kind, ownDays(population));
  const isKnown = !isAllocated || kind !== 'PAID';
  return {
    ...{ population, kind, terms, settings, window, days, allDays, isAllocated },
    newCustomers: cost.newCustomers,
    cost: isKnown ? cost : null,
    cac: isKnown ? cost.cac : null,
    reason: isKnown ? cost.reason : 'NOT_ATTRIBUTABLE',
    isLeftTruncated: isLeftTruncated(window, snapshot),
    value: once(async () =>
      (await isPublished())
        ? valuePerCustomer(await valueOfAcquired(acquired, terms, context))
        : null,
    ),
    lives: once(async () => ((await isPublished()) ? livesOfAcquired(acquired, context) : null)),
  };
}

/** Whom the cost is divided by: of the business, at PAID, the customers of the channels with ad spend. */
function groupsOf(
  population: Population,
  snapshot: Snapshot,
  { kind, days }: { readonly kind: CacKind; readonly days: readonly AcquisitionDay[] },
): readonly Described[] {
  const isOfAllChannels = population.kind === 'BUSINESS' || population.kind === 'COHORT';
  return isOfAllChannels && kind === 'PAID'
    ? channelGroups(snapshot, paidChannels(days))
    : [population];
}

/** Each customer is charged what a customer of the business cost in the window. */
function allocated(days: readonly AcquisitionDay[], kind: CacKind, customers: number): Cost {
  const all = costOfDays(days, kind, undefined);
  const part = (spend: Big) =>
    all.newCustomers === 0 ? spend : spend.times(customers).div(all.newCustomers);
  return {
    adSpend: part(all.adSpend),
    otherSpend: part(all.otherSpend),
    spend: part(all.spend),
    newCustomers: customers,
    attributed: 0,
    unattributed: 0,
    acquired: customers,
    cac: customers === 0 ? null : all.cac,
    reason: customers === 0 ? 'NO_NEW_CUSTOMERS' : all.reason,
  };
}

function emptyAcquisition(
  population: Population,
  { kind, terms }: AcquisitionRequest,
  settings: Settings,
): Acquisition {
  return {
    ...{ population, kind, terms, settings, window: null, days: [], allDays: [] },
    newCustomers: 0,
    cost: null,
    isAllocated: false,
    cac: null,
    reason: 'NO_SNAPSHOT',
    isLeftTruncated: false,
    value: async () => null,
    lives: async () => null,
  };
}
