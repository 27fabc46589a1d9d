import Big from 'big.js';
import type { Context } from '../context.ts';
import { quotient } from '../money.ts';
import type { Described } from '../populations/loaders.ts';
import type { Window } from '../populations/metrics.ts';
import { campaignKey, onlyName } from '../populations/population-name.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { channelGroups, valueOfAcquired, valuePerCustomer } from './acquired.ts';
import type { Acquisition } from './acquisition.ts';
import type { AcquisitionDay } from './acquisition-day.ts';
import { ownDays } from './cac.ts';
import { clvToCac } from './ratio.ts';
import { totalsOf } from './totals.ts';

/** Ad spend that can be told apart by the customers it bought: a campaign's, or a channel's. */
export interface AdBuy {
  readonly channel: string;
  /** Null for a channel, some of whose ad spend names no campaign. */
  readonly campaign: string | null;
  readonly spend: Big;
  /** Of all ad spend of the acquisition. */
  readonly spendShare: number;
  readonly newCustomers: number;
  readonly cac: Big | null;
  /** Historic and predicted value a customer; null without customers or without a model. */
  readonly value: number | null;
  readonly clvToCac: number | null;
}

/** A list is this long at most, greatest spend first. */
const longestList = 1000;

/** The ad spend of the window by what it bought, greatest first; empty where spend cannot be attributed. */
export async function adBuysOf(acquisition: Acquisition, context: Context): Promise<AdBuy[]> {
  const { population, window, days, isAllocated } = acquisition;
  const { snapshot } = population;
  if (!snapshot || !window || isAllocated) {
    return [];
  }
  const isOwn = ownDays(population);
  const groups = groupsOfSpend(isOwn ? days.filter(isOwn) : days, population.kind === 'CAMPAIGN');
  const total = Number(totalsOf(groups.flatMap((group) => group.days)).ads);
  const greatest = groups
    .map((group) => ({ ...group, totals: totalsOf(group.days) }))
    .filter(({ totals }) => totals.ads.gt(0))
    .sort((a, b) => b.totals.ads.cmp(a.totals.ads) || (nameOf(a) < nameOf(b) ? -1 : 1))
    .slice(0, longestList);
  return Promise.all(
    greatest.map(async ({ channel, campaign, totals }) => {
      const cac = quotient(totals.ads, totals.newCustomers);
      const value = await worthOf(describe({ channel, campaign }, snapshot), {
        ...{ acquisition, window, snapshot, context },
      });
      return {
        ...{ channel, campaign, spend: totals.ads, newCustomers: totals.newCustomers, cac, value },
        spendShare: Number(totals.ads) / total,
        clvToCac: clvToCac(value, cac),
      };
    }),
  );
}

/** Share of the ad spend that bought nobody, or customers worth less than they cost; null without ad spend or a model. */
export function wastedShare(buys: readonly AdBuy[]): number | null {
  const isUnknown = buys.some(({ value, newCustomers }) => value === null && newCustomers > 0);
  if (buys.length === 0 || isUnknown) {
    return null;
  }
  const wasted = buys.filter(({ clvToCac: ratio }) => ratio === null || ratio < 1);
  const sum = (some: readonly AdBuy[]) =>
    Number(some.reduce((total, { spend }) => total.plus(spend), new Big(0)));
  return sum(wasted) / sum(buys);
}

interface SpendGroup {
  readonly channel: string;
  readonly campaign: string | null;
  readonly days: readonly AcquisitionDay[];
}

/** By campaign, where all ad spend of the channel names one: else who came by a campaign may have cost channel spend. */
function groupsOfSpend(days: readonly AcquisitionDay[], isCampaign: boolean): SpendGroup[] {
  const byChannel = Map.groupBy(days, ({ channel }) => channel);
  return [...byChannel].flatMap(([channel, ofChannel]): SpendGroup[] => {
    if (channel === null) {
      return [];
    }
    const unnamed = totalsOf(ofChannel.filter(({ campaign }) => campaign === null)).ads;
    if (unnamed.gt(0) && !isCampaign) {
      return [{ channel, campaign: null, days: ofChannel }];
    }
    const byCampaign = Map.groupBy(ofChannel, ({ campaign }) => campaign);
    return [...byCampaign].map(([campaign, own]) => ({ channel, campaign, days: own }));
  });
}

function nameOf({ channel, campaign }: Pick<SpendGroup, 'channel' | 'campaign'>): string {
  return campaignKey({ channel, campaign: campaign ?? '' });
}

function describe(
  { channel, campaign }: Pick<SpendGroup, 'channel' | 'campaign'>,
  snapshot: Snapshot,
): readonly Described[] {
  if (campaign === null) {
    return channelGroups(snapshot, [channel]);
  }
  const key = campaignKey({ channel, campaign });
  return [
    {
      kind: 'CAMPAIGN',
      key,
      label: campaign,
      snapshot,
      filter: { channels: [channel], campaigns: [campaign] },
      names: onlyName('CAMPAIGN', key),
    },
  ];
}

async function worthOf(
  groups: readonly Described[],
  parts: {
    readonly acquisition: Acquisition;
    readonly window: Window;
    readonly snapshot: Snapshot;
    readonly context: Context;
  },
): Promise<number | null> {
  const { acquisition, window, snapshot, context } = parts;
  const { settings, terms } = acquisition;
  const acquired = { groups, window, snapshot, settings };
  return valuePerCustomer(await valueOfAcquired(acquired, terms, context));
}
