import { prepareBetaGeometric } from './beta-geometric-data.ts';
import { betaGeometricNames } from './beta-geometric-fit.ts';
import { betaGeometricLikelihood } from './beta-geometric-likelihood.ts';
import { logBound } from './beta-geometric-maximum.ts';
import { type Cells, scaleTime } from './cells.ts';
import type { StratumLikelihood } from './covariate-likelihood.ts';
import { negatedInLogs } from './curvature.ts';
import { groupForPareto } from './pareto-data.ts';
import { paretoBound, paretoNames } from './pareto-fit.ts';
import { type ParetoParams, paretoLikelihood } from './pareto-likelihood.ts';
import type { TransactionModelName } from './transaction-model.ts';

/** What a fit with covariates needs to know of an order model. */
export interface CovariateModel {
  readonly name: TransactionModelName;
  readonly names: readonly string[];
  /** Largest |ln parameter|, with time in units of the mean age. */
  readonly bound: number;
  /** The parameters that a level may move: those of the order rate, those of leaving, or both. */
  readonly effectSets: readonly (readonly string[])[];
  /** Binds cells, whose durations are to be divided by `scale`. */
  readonly likelihood: (cells: Cells, scale: number) => StratumLikelihood;
}

const betaGeometricEffects = [
  ['alpha'],
  ['a'],
  ['a', 'b'],
  ['alpha', 'a'],
  ['alpha', 'a', 'b'],
] as const;

function betaGeometric(name: TransactionModelName, entryChances: 0 | 1): CovariateModel {
  return {
    name,
    names: betaGeometricNames,
    bound: logBound,
    effectSets: betaGeometricEffects,
    likelihood: (cells, scale) => {
      const data = prepareBetaGeometric(cells, { entryChances, scale, everyCell: false });
      return (logs) => {
        const params = logs.map(Math.exp);
        const four = params as unknown as readonly [number, number, number, number];
        return negatedInLogs(betaGeometricLikelihood(data, four), params);
      };
    },
  };
}

const pareto: CovariateModel = {
  name: 'PARETO_NBD',
  names: paretoNames,
  bound: paretoBound,
  effectSets: [['alpha'], ['beta'], ['alpha', 'beta']],
  likelihood: (cells, scale) => {
    const groups = groupForPareto(scaleTime(cells, scale));
    return (logs) => paretoLikelihood(groups, logs.map(Math.exp) as unknown as ParetoParams);
  },
};

const models = [betaGeometric('BG_NBD', 0), betaGeometric('MBG_NBD', 1), pareto];

/** The model as a fit with covariates sees it; undefined for one that takes none. */
export function covariateModel(name: TransactionModelName): CovariateModel | undefined {
  return models.find((model) => model.name === name);
}
