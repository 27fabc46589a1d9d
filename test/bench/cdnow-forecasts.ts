import { tryModel } from '../../graph/models/candidate.ts';
import { labelOf } from '../../graph/models/choose.ts';
import { informationCriteria } from '../../graph/models/information-criteria.ts';
import { orderPredictor } from '../../graph/models/predictor.ts';
import { transactionModel } from '../../graph/models/registry.ts';
import { strataByCell, type TraitCells } from '../../graph/models/trait-cells.ts';
import { dayOf, type PurchaseDay, readCdnow } from '../support/cdnow.ts';
import { printTable } from './print.ts';
import { stackingWeights } from './stacking.ts';

/** Ends of fits inside the calibration period, each judged by the rest of it: the holdout is not looked at. */
const origins = ['1997-05-20', '1997-06-30'];
const split = '1997-09-30';
const end = '1998-06-30';

/** Values of the first order, in dollars, up to which bands go; the log says nothing else of customers. */
const bands = [15, 25, 40, 70];

type Log = ReadonlyMap<string, readonly PurchaseDay[]>;

/** Every customer a cell, as known on a day, and their purchases after it up to another. */
function cut(log: Log, from: string, to: string) {
  const last = dayOf(from);
  const known = [...log.values()].filter(([first]) => first && first.day <= last);
  const seen = known.map((days) => days.filter(({ day }) => day <= last));
  const column = (value: (days: readonly PurchaseDay[]) => number) =>
    Float64Array.from(seen, value);
  const firstOf = ([first]: readonly PurchaseDay[]) => first?.day ?? last;
  const purchases = new Float64Array(last + 1);
  for (const { day } of seen.flat()) {
    purchases[day] = (purchases[day] ?? 0) + 1;
  }
  const cells: TraitCells = {
    frequency: column((days) => days.length - 1),
    recency: column((days) => (days.at(-1)?.day ?? 0) - firstOf(days)),
    age: column((days) => last - firstOf(days)),
    customers: column(() => 1),
    repeatSpend: column(() => 0),
    traits: [
      {
        trait: 'FIRST_VALUE',
        levels: ['up to 15', 'up to 25', 'up to 40', 'up to 70', 'more'],
        index: column(([first]) => 1 + bands.filter((band) => (first?.amount ?? 0) > band).length),
      },
    ],
  };
  const horizon = dayOf(to) - last;
  const actual = Float64Array.from(
    known,
    (days) => days.filter(({ day }) => day > last && day <= last + horizon).length,
  );
  return { cells, days: { endDay: from, purchases }, horizon, actual };
}

interface Forecast {
  readonly label: string;
  readonly bic: number;
  readonly expected: Float64Array;
}

const extensions = {
  plain: { season: false, values: false },
  season: { season: true, values: false },
  values: { season: false, values: true },
  both: { season: true, values: true },
};

/** What each model, with what extends it, expects of every customer; nothing after the cut is used. */
function forecasts({ cells, days, horizon }: ReturnType<typeof cut>): Forecast[] {
  return (['BG_NBD', 'MBG_NBD', 'PARETO_NBD'] as const).flatMap((name) =>
    Object.values(extensions).flatMap(({ season, values }): Forecast[] => {
      const { traits: _, ...plain } = cells;
      const candidates = tryModel(transactionModel(name), plain, {
        timeUnitDays: 7,
        ...(season && { days }),
        ...(values && { traitCells: cells }),
      });
      const candidate = candidates.at(-1);
      if (candidate?.fit.kind !== 'fit') {
        return [];
      }
      const { fit } = candidate;
      const stratum = strataByCell(fit.covariates ?? [], cells);
      const expected = orderPredictor(fit, 7).expectedOrdersByCell({ ...plain, stratum }, horizon);
      return [{ label: labelOf(candidate), bic: informationCriteria(fit).bic, expected }];
    }),
  );
}

function errorsOf(expected: Float64Array, actual: Float64Array) {
  let [total, absolute, squared, sum] = [0, 0, 0, 0];
  actual.forEach((orders, i) => {
    const error = (expected[i] ?? 0) - orders;
    sum += orders;
    total += error;
    absolute += Math.abs(error);
    squared += error * error;
  });
  const customers = actual.length;
  return {
    total: total / sum,
    mae: absolute / customers,
    rmse: Math.sqrt(squared / customers),
  };
}

/**
 * CDNOW's holdout by every model, with a season, with the value of the first order as a covariate, and by their average
 * with weights found inside the calibration period.
 */
export function cdnowForecasts(): void {
  const log = readCdnow('cdnow_full.csv');
  if (!log) {
    return;
  }
  const inner = origins.map((origin) => {
    const part = cut(log, origin, split);
    return { ...part, forecasts: forecasts(part) };
  });
  const outer = cut(log, split, end);
  const final = forecasts(outer);
  const weights = stackingWeights(
    inner.map(({ actual, forecasts: made }) => ({
      actual,
      expected: made.map((forecast) => forecast.expected),
    })),
  );
  const average = (made: readonly Forecast[]) =>
    outer.actual.map((_, i) =>
      made.reduce((sum, { expected }, k) => sum + (weights[k] ?? 0) * (expected[i] ?? 0), 0),
    );
  const row = (label: string, bic: string, expected: Float64Array, before: string) => {
    const { total, mae, rmse } = errorsOf(expected, outer.actual);
    const beats = Math.abs(total) < 0.1286 && mae < 0.793766 ? 'both' : '';
    return [
      label,
      bic,
      before,
      `${(total * 100).toFixed(2)} %`,
      mae.toFixed(6),
      rmse.toFixed(6),
      beats,
    ];
  };
  const innerRmse = (k: number) =>
    inner
      .map(({ actual, forecasts: made }) =>
        errorsOf(made[k]?.expected ?? actual, actual).rmse.toFixed(4),
      )
      .join(' ');
  printTable(
    `CDNOW, fitted up to ${split} and judged by the 39 weeks after it; beside it RMSE of fits up to ${origins.join(' and ')}`,
    ['model', 'BIC', 'RMSE before', 'total', 'MAE', 'RMSE', 'beats -12.9 % and .794'],
    [
      ...final.map(({ label, bic, expected }, k) =>
        row(label, bic.toFixed(1), expected, innerRmse(k)),
      ),
      row('average, weighted by the fits before', '', average(final), ''),
    ],
  );
}
