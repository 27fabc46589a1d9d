import { type Source, sources, weightOn } from './channels.ts';
import { type Country, countries } from './countries.ts';
import { beta, gamma, pick, pickWeighted, wholeNumber } from './distributions.ts';
import { type SampleShop, streams } from './options.ts';
import { randomStream } from './random.ts';
import { indexAt } from './season-clock.ts';
import type { Segment } from './segments.ts';

/** A customer with the hidden figures that the models try to recover. */
export interface ShopCustomer {
  /** 0-based, in the order of acquisition. */
  readonly index: number;
  /** Empty for a guest, who is known by address only. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly phone: string;
  readonly country: Country;
  readonly source: Source;
  readonly segment: Segment;
  readonly firstDay: number;
  /** Id of the customer who referred them; empty for most. */
  readonly referredBy: string;
  /** True purchase rate while alive, repeat orders a week. */
  readonly purchaseRate: number;
  /** True probability to leave after a repeat purchase. */
  readonly dropout: number;
  /** True rate of the gamma that order values in euros are drawn from. */
  readonly spendRate: number;
}

const guestShare = 0.04;

// The last names mean "example" or "sample" in several languages, the domains are those of RFC 2606
// and +999 is a country code the ITU keeps unassigned: no real person can be met here.
const firstNames =
  'Anna Ben Clara David Emma Felix Greta Hugo Ida Jonas Klara Leon Mia Noah Olivia'.split(' ');
const lastNames =
  'Muster Beispiel Probe Vorlage Exemple Modele Voorbeeld Specimen Sample Esempio'.split(' ');
const domains = ['example.com', 'example.org'] as const;

/**
 * The customer with this index; depends on nothing but the shop's options.
 *
 * @param acquired the result of `acquiredBefore`
 */
export function shopCustomer(
  shop: SampleShop,
  acquired: Float64Array,
  index: number,
): ShopCustomer {
  const random = randomStream(shop.seed, streams.profile, index);
  // One draw in each of equal slices keeps the customers in order without sorting them.
  const firstDay = indexAt(acquired, (index + random()) / shop.customers);
  const source = pickWeighted(random, sources, (candidate) => weightOn(candidate, firstDay));
  const country = pickWeighted(random, countries, ({ share }) => share);
  const quality = source.quality + country.quality;
  const segment = pickWeighted(
    random,
    shop.segments,
    ({ share, leaning }) => share * Math.exp(leaning * quality),
  );
  const first = pick(random, firstNames);
  const last = pick(random, lastNames);
  const number = String(index + 1).padStart(7, '0');
  const { r, alpha, a, b } = segment.purchases;
  return {
    index,
    id: customerId(shop, index),
    email: `${first}.${last}.${index + 1}@${pick(random, domains)}`.toLowerCase(),
    name: `${first} ${last}`,
    phone: random() < 0.6 ? `+9990${number}` : '',
    country,
    source,
    segment,
    firstDay,
    purchaseRate: gamma(random, r, alpha),
    dropout: beta(random, a, b),
    spendRate: gamma(random, segment.spend.q, segment.spend.v),
    referredBy: source.channel === 'referral' ? earlierCustomerId(shop, index, random) : '',
  };
}

/** Empty for a guest. Guests have a stream of their own, so that one look tells who is one. */
function customerId(shop: SampleShop, index: number): string {
  const isGuest = randomStream(shop.seed, streams.guest, index)() < guestShare;
  return isGuest ? '' : `C${String(index + 1).padStart(7, '0')}`;
}

/** Friends come from the last third of the customers so far; empty when that draw hits a guest. */
function earlierCustomerId(shop: SampleShop, index: number, random: () => number): string {
  if (index === 0) {
    return '';
  }
  return customerId(shop, wholeNumber(random, Math.floor((index * 2) / 3), index - 1));
}
