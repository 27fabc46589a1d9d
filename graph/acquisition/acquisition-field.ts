import type { Context } from '../context.ts';
import type { DateRange, ValueTerms } from '../generated/resolvers.ts';
import type { Population } from '../populations/population.ts';
import { checkDays } from '../retention/curve-days.ts';
import { resolveTerms } from '../value/terms.ts';
import { type Acquisition, acquisitionOf } from './acquisition.ts';
import type { CacKind } from './cac.ts';

interface AcquisitionArguments {
  readonly kind: CacKind;
  readonly between?: DateRange | null | undefined;
  readonly terms?: ValueTerms | null | undefined;
  readonly burnInDays: number;
}

/** `Population.acquisition`. */
export function acquisitionField(
  population: Population,
  { kind, between, terms, burnInDays }: AcquisitionArguments,
  context: Context,
): Promise<Acquisition> {
  checkDays('burnInDays', [burnInDays]);
  const { timeZone } = population.snapshot?.settings ?? context.settings;
  const resolved = resolveTerms(terms, timeZone);
  return acquisitionOf(population, { kind, between, burnInDays, terms: resolved }, context);
}
