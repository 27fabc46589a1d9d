import { acquisitionOf } from '../acquisition/acquisition.ts';
import type { CacReason } from '../acquisition/cac.ts';
import type { Context } from '../context.ts';
import type { Arrivals } from '../equity/customer-equity.ts';
import { clientError } from '../errors.ts';
import type { Population } from '../populations/population.ts';
import type { Terms } from '../value/terms.ts';

/** What a new customer costs at present, and how that is known; see scenario.graphql. */
export interface PresentCac {
  readonly cac: number | null;
  readonly source: 'GIVEN' | 'OBSERVED' | null;
  /** Why there is none; null where there is one, and where nobody comes whom it would be about. */
  readonly reason: CacReason | null;
}

interface PresentCacInput {
  /** The query's own figure. */
  readonly given: string | null | undefined;
  /** Null where nothing is said of customers to come. */
  readonly arrivals: Arrivals | null;
  readonly terms: Terms;
}

/**
 * The query's figure, else the ad spend of the weeks that new customers are counted over ÷ all new customers of these
 * weeks: a scenario's new customers are those of all channels, bought or not, so the cost must be spread over all too.
 */
export async function presentCac(
  population: Population,
  { given, arrivals, terms }: PresentCacInput,
  context: Context,
): Promise<PresentCac> {
  if (given !== null && given !== undefined) {
    return { cac: checked(given), source: 'GIVEN', reason: null };
  }
  if (!arrivals) {
    return { cac: null, source: null, reason: null };
  }
  const { from, to } = arrivals.rate;
  const request = { kind: 'BLENDED', between: { from, to }, burnInDays: 0, terms } as const;
  const { cac, reason } = await acquisitionOf(population, request, context);
  return { cac: cac?.toNumber() ?? null, source: cac && 'OBSERVED', reason };
}

function checked(cac: string): number {
  if (Number(cac) < 0) {
    throw clientError('BAD_USER_INPUT', `Expected cac of at least 0, got ${cac}.`);
  }
  return Number(cac);
}
