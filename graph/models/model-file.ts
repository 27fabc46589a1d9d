import type { CandidateSummary } from './candidate-summary.ts';
import { isChosen } from './choose.ts';
import type { FittedModel } from './fitted-model.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import type { Insufficient } from './outcome.ts';
import type { TransactionFit } from './transaction-model.ts';

/** Bytes that a model file takes at most, less one. */
export const mostFileBytes = 4096;

/** Bytes of a value as JSON. */
export function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** What may go from a model file that is too long, the least missed first. Nothing of it is predicted from. */
const steps: readonly ((model: FittedModel) => FittedModel)[] = [
  (model) => ({ ...model, candidates: model.candidates.map(rougher) }),
  (model) => ({ ...model, candidates: model.candidates.map((one) => withoutBacktest(one, model)) }),
  (model) => ({
    ...model,
    candidates: model.candidates.filter((one) => isChosen(model.choice, one)),
  }),
  (model) => ({ ...model, choice: { ...model.choice, reason: cut(model.choice.reason) } }),
  (model) => ({
    ...model,
    transactions: terse(model.transactions),
    spend: terse(model.spend),
  }),
];

/**
 * The model as its file holds it: below 4 KB. A long one (months, traits with long names, warnings) says less of
 * the models that were not chosen, and in the end less in words; every number that predictions need stays as it is.
 */
export function withinFile(model: FittedModel): FittedModel {
  return steps.reduce((kept, step) => (jsonBytes(kept) < mostFileBytes ? kept : step(kept)), model);
}

/** Figures to four digits. */
function rougher(candidate: CandidateSummary): CandidateSummary {
  const { backtest } = candidate;
  const short = (value: number | null) => value && Number(value.toPrecision(4));
  return {
    ...candidate,
    backtest: backtest && {
      expectedOrders: Number(backtest.expectedOrders.toPrecision(4)),
      totalError: short(backtest.totalError),
      mae: Number(backtest.mae.toPrecision(4)),
      rmse: Number(backtest.rmse.toPrecision(4)),
      coverage: short(backtest.coverage),
      revenueError: short(backtest.revenueError),
    },
  };
}

function withoutBacktest(candidate: CandidateSummary, { choice }: FittedModel): CandidateSummary {
  return isChosen(choice, candidate) ? candidate : { ...candidate, backtest: null };
}

/** Characters of a sentence in a crowded file. */
const longestSentence = 80;

function cut(sentence: string): string {
  return sentence.length > longestSentence
    ? `${sentence.slice(0, longestSentence - 1)}…`
    : sentence;
}

/** Shorter warnings, and nine digits of what is only read: predictions take `params` and `logCovariance`. */
function terse<T extends TransactionFit | SpendFit | Insufficient>(part: T): T {
  if (part.kind !== 'fit') {
    return part;
  }
  const short = (value: number) => Number(value.toPrecision(9));
  return {
    ...part,
    parameters: part.parameters.map(({ name, value, standardError }) => ({
      name,
      value: short(value),
      standardError: standardError && short(standardError),
    })),
    gradientNorm: short(part.gradientNorm),
    warnings: part.warnings.map((one) => ({ ...one, message: cut(one.message) })),
  };
}
