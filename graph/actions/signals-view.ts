import type { Context } from '../context.ts';
import type { FigureFormula } from '../value/formulas.ts';
import { checkLevel } from '../value/terms.ts';
import { type Lift, liftOf, rankSignals, type SignalCounts } from './lapse-signals.ts';

/** What stands behind LapseSignal. */
export interface SignalView extends SignalCounts {
  readonly lift: Lift | null;
}

/** What stands behind LapseSignals. */
export interface SignalsView {
  readonly all: SignalCounts;
  readonly signals: readonly SignalView[];
}

export const signalFormulas: readonly FigureFormula[] = [
  {
    figure: 'lapseRate',
    formula:
      'Customers with a valid order in the horizonDays up to splitAt and none in the horizonDays after it ÷ those with one in the horizonDays up to it.',
  },
  {
    figure: 'lift, low, high',
    formula:
      'lapseRate ÷ othersLapseRate; × or ÷ exp(z √(1/lapsed − 1/customers + 1/othersLapsed − 1/others)), z the normal quantile of (1 + level)/2.',
  },
];

/** Null where too little was observed, or before there is a snapshot. */
export async function readSignals(
  level: number,
  { stores, snapshot }: Pick<Context, 'stores' | 'snapshot'>,
): Promise<SignalsView | null> {
  checkLevel(level);
  const current = await snapshot();
  const counts = current ? await stores.actions.signals(current) : [];
  const all = counts.find(({ signal }) => signal === 'ALL');
  return all
    ? {
        all,
        signals: rankSignals(counts, level).map((signal) => ({
          ...signal,
          lift: liftOf(signal, level),
        })),
      }
    : null;
}
