import { acquiredBefore } from './acquisition.ts';
import { dateOf, dayCount } from './calendar.ts';
import { runningWeight, type Source, sources, weightOn } from './channels.ts';
import { normal } from './distributions.ts';
import { type SampleShop, streams } from './options.ts';
import { randomStream } from './random.ts';

/** Money spent on one day. */
export interface SpendEntry {
  readonly day: number;
  /** Empty for what belongs to no channel. */
  readonly channel: string;
  readonly campaign: string;
  /** `ads` is aimed at new customers; `other` is tools and agencies, counted fully loaded only. */
  readonly kind: 'ads' | 'other';
  readonly cents: number;
}

/** Days differ from the plan by about this much. */
const dailyNoise = 0.25;

/** What the shop pays on the first of a month, cents, for each thousand customers over three years. */
const monthly = [
  { campaign: 'marketing_tools', cents: 6_300 },
  { campaign: 'agency', cents: 30_000 },
];

/** All spend, by day: what each campaign's expected new customers cost, and the monthly bills. */
export function* shopSpend(shop: SampleShop): Generator<SpendEntry> {
  const acquired = acquiredBefore(shop);
  const random = randomStream(shop.seed, streams.spend);
  for (let day = 0; day < dayCount; day++) {
    if (dateOf(day).endsWith('-01')) {
      yield* bills(shop, day);
    }
    const arriving = shop.customers * ((acquired[day + 1] ?? 1) - (acquired[day] ?? 0));
    for (const source of sources) {
      const { channel, campaign } = source;
      const noise = Math.exp(dailyNoise * normal(random) - dailyNoise ** 2 / 2);
      const cents = Math.round(plannedCents(source, day, arriving) * noise);
      if (cents > 0) {
        yield { day, channel, campaign, kind: 'ads', cents };
      }
    }
  }
}

function plannedCents(source: Source, day: number, arriving: number): number {
  const share = weightOn(source, day) / (runningWeight[day] ?? 1);
  return 100 * source.costPerCustomer * arriving * share;
}

function* bills({ customers }: SampleShop, day: number): Generator<SpendEntry> {
  for (const { campaign, cents } of monthly) {
    const scaled = Math.round((cents * customers) / 1000);
    if (scaled > 0) {
      yield { day, channel: '', campaign, kind: 'other', cents: scaled };
    }
  }
}
