import type Big from 'big.js';
import { quotient } from '../money.ts';
import type { Population } from '../populations/population.ts';
import { campaignOfKey } from '../populations/population-name.ts';
import type { AcquisitionDay } from './acquisition-day.ts';
import { paidChannels, totalsOf } from './totals.ts';

/** Which spend is divided by which customers; see acquisition.graphql. */
export type CacKind = 'PAID' | 'BLENDED' | 'FULLY_LOADED';

/** Why there is no acquisition cost. */
export type CacReason = 'NO_SNAPSHOT' | 'NO_SPEND' | 'NO_NEW_CUSTOMERS' | 'NOT_ATTRIBUTABLE';

/** What customers of a window cost. */
export interface Cost {
  readonly adSpend: Big;
  readonly otherSpend: Big;
  /** What `kind` counts of the two. */
  readonly spend: Big;
  readonly newCustomers: number;
  /** Those of a channel with ad spend in the window. */
  readonly attributed: number;
  /** Those whose first order names no channel. */
  readonly unattributed: number;
  /** What `spend` is divided by. */
  readonly acquired: number;
  /** spend ÷ acquired; null when `reason` says why. */
  readonly cac: Big | null;
  readonly reason: CacReason | null;
}

/** Spend and customers of these days, all of a window; `isOwn` picks those of a channel or campaign out of them. */
export function costOfDays(
  days: readonly AcquisitionDay[],
  kind: CacKind,
  isOwn: ((day: AcquisitionDay) => boolean) | undefined,
): Cost {
  const own = isOwn ? days.filter(isOwn) : days;
  const { ads, other, newCustomers } = totalsOf(own);
  const attributed = isOwn ? (ads.gt(0) ? newCustomers : 0) : fromPaidChannels(days);
  const unattributed = totalsOf(own.filter(({ channel }) => channel === null)).newCustomers;
  const otherSpend = isOwn ? other.plus(overheadOf(days, isOwn, newCustomers)) : other;
  const spend = kind === 'FULLY_LOADED' ? ads.plus(otherSpend) : ads;
  const acquired = kind === 'PAID' ? attributed : newCustomers;
  const reason = reasonOf(spend, acquired);
  return {
    adSpend: ads,
    otherSpend,
    spend,
    newCustomers,
    attributed,
    unattributed,
    acquired,
    cac: reason ? null : quotient(spend, acquired),
    reason,
  };
}

function fromPaidChannels(days: readonly AcquisitionDay[]): number {
  const paid = new Set(paidChannels(days));
  return totalsOf(days.filter(({ channel }) => channel !== null && paid.has(channel))).newCustomers;
}

/** No spend is no cost of 0: it may just not have been imported. */
function reasonOf(spend: Big, acquired: number): CacReason | null {
  if (spend.lte(0)) {
    return 'NO_SPEND';
  }
  return acquired === 0 ? 'NO_NEW_CUSTOMERS' : null;
}

/** Salaries and tools that no channel is named for, spread evenly over all new customers. */
function overheadOf(
  days: readonly AcquisitionDay[],
  isOwn: (day: AcquisitionDay) => boolean,
  newCustomers: number,
): Big {
  const unnamed = days.filter((day) => day.channel === null && !isOwn(day));
  const overhead = totalsOf(unnamed).other;
  const share = quotient(overhead.times(newCustomers), totalsOf(days).newCustomers);
  return share ?? overhead.times(0);
}

/** Which days are a channel's or campaign's; undefined for a population of all channels. */
export function ownDays({ kind, key }: Pick<Population, 'kind' | 'key'>) {
  if (kind === 'CHANNEL') {
    return ({ channel }: AcquisitionDay) => channel === key;
  }
  const campaign = kind === 'CAMPAIGN' ? campaignOfKey(key) : undefined;
  return (
    campaign &&
    ((day: AcquisitionDay) =>
      day.channel === campaign.channel && day.campaign === campaign.campaign)
  );
}
