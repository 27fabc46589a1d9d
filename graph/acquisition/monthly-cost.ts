import type Big from 'big.js';
import { quotient } from '../money.ts';
import type { AcquisitionDay } from './acquisition-day.ts';
import { totalsOf } from './totals.ts';

/** What says how a customer came. */
interface Arrival {
  readonly firstDay: string | null;
  readonly channel: string | null;
  readonly campaign: string | null;
}

/**
 * Ad spend ÷ new customers of the arrival's campaign in its calendar month; of its channel, campaigns and all, where no ad spend of the
 * month names the campaign. Null where the channel is unknown or spent nothing.
 */
export function monthlyCost(
  days: readonly AcquisitionDay[],
  { firstDay, channel, campaign }: Arrival,
): Big | null {
  if (firstDay === null || channel === null) {
    return null;
  }
  const known = months.get(days) ?? Map.groupBy(days, monthOf);
  months.set(days, known);
  const ofChannel = known.get(monthOf({ day: firstDay, channel })) ?? [];
  const ofCampaign = ofChannel.filter((day) => campaign !== null && day.campaign === campaign);
  return costOf(ofCampaign) ?? costOf(ofChannel);
}

/** A page of customers asks for as many months. */
const months = new WeakMap<
  readonly AcquisitionDay[],
  ReadonlyMap<string, readonly AcquisitionDay[]>
>();

function monthOf({ day, channel }: Pick<AcquisitionDay, 'day' | 'channel'>): string {
  return `${day.slice(0, 7)} ${channel ?? ''}`;
}

function costOf(days: readonly AcquisitionDay[]): Big | null {
  const { ads, newCustomers } = totalsOf(days);
  return ads.gt(0) ? quotient(ads, newCustomers) : null;
}
