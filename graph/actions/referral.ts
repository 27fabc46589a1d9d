import type { NameRange } from '../populations/population-name.ts';

/** Name in a snapshot's files of all customers whom somebody referred. */
export const referredName = 'REFERRED:all';

/**
 * The names of those whom one customer referred. Direct referrals only: everybody has one referrer, so no cycle can run and over all referrers everybody
 * counts once. Who is said to have referred themselves counts for nobody.
 */
export function referredBy(customerKey: string): NameRange {
  const name = `REFERRER:${customerKey}`;
  return { from: name, to: `${name}\0` };
}

export const allReferred: NameRange = { from: referredName, to: `${referredName}\0` };
