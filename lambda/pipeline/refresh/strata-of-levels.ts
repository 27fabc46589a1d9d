import {
  type Covariate,
  stratumOf,
  type TraitValues,
  traits,
} from '../../../graph/models/covariates.ts';
import { traitColumns } from '../../engines/sql/customer-traits.ts';
import type { KnownTraits } from './known-traits.ts';

/** For every combination of levels, as their places, the stratum of the covariates: columns of a table to join. */
export function strataOfLevels(
  known: KnownTraits['levels'],
  covariates: readonly Covariate[],
): Readonly<Record<string, Float64Array>> {
  const used = known.filter(({ trait }) => covariates.some((one) => one.trait === trait));
  let rows: Combination[] = [{ places: {}, values: {} }];
  for (const { trait, levels } of used) {
    rows = rows.flatMap(({ places, values }) =>
      [null, ...levels].map((level, place) => ({
        places: { ...places, [trait]: place },
        values: { ...values, [trait]: level },
      })),
    );
  }
  const columns = traits
    .filter((trait) => used.some((one) => one.trait === trait))
    .map((trait) => [
      traitColumns[trait],
      Float64Array.from(rows, ({ places }) => places[trait] ?? 0),
    ]);
  return {
    ...Object.fromEntries(columns),
    stratum: Float64Array.from(rows, ({ values }) => stratumOf(covariates, values)),
  };
}

interface Combination {
  readonly places: Readonly<Partial<Record<(typeof traits)[number], number>>>;
  readonly values: TraitValues;
}
