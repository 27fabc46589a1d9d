import { pickWeighted } from './distributions.ts';
import type { Random } from './random.ts';
import type { Visit } from './visits.ts';

/** What brought about one order. */
export interface Touch {
  readonly channel: string;
  /** Empty for a channel without campaigns. */
  readonly campaign: string;
}

/** Customers come back by themselves, by the letter, or through a search for the shop's name. */
const returning = [
  { channel: 'newsletter', campaign: 'monthly_letter', weight: 0.45 },
  { channel: 'organic', campaign: '', weight: 0.4 },
  { channel: 'google_ads', campaign: 'brand_search', weight: 0.15 },
] as const;

/** The customer's source for the first day, one of the ways back after it. */
export function touchOf({ customer, isFirst }: Visit, random: Random): Touch {
  const back = pickWeighted(random, returning, ({ weight }) => weight);
  return isFirst ? customer.source : back;
}
