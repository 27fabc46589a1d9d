import type { Backtest } from '../../../graph/models/backtest.ts';
import { labelOf, standingOf } from '../../../graph/models/choose.ts';
import type { Covariate } from '../../../graph/models/covariates.ts';
import { informationCriteria } from '../../../graph/models/information-criteria.ts';
import type { FitReport, Insufficient } from '../../../graph/models/outcome.ts';
import type { Season } from '../../../graph/models/season.ts';
import type { Analysis, TimedCandidate } from './analyse.ts';
import { noAmounts } from './document.ts';
import type { FitOptions } from './options.ts';
import type { OrdersRead } from './read-orders.ts';
import { alignColumns } from './table.ts';

/** What was found out, for a reader at a terminal. */
export function fitReportText(options: FitOptions, read: OrdersRead, analysis: Analysis): string {
  const { fitted, candidates } = analysis;
  const { choice } = fitted;
  return [
    ...fileLines(read),
    '',
    ...periodLines(options, analysis),
    '',
    ...modelLines(candidates),
    ...(choice.by === 'PRIOR' ? pooledLines(fitted.transactions) : []),
    '',
    ...spendLines(read, fitted.spend),
    '',
    `Choice: ${choice.model === null ? 'none' : labelOf({ ...choice, model: choice.model })} (${choice.reason}).`,
    '',
  ].join('\n');
}

/** Shown of the rows refused; `npm start` keeps them all. */
const shownRejects = 3;

function fileLines(read: OrdersRead): string[] {
  const { format, mapping, rowsRead, rowsRejected, firstRejects, excluded } = read;
  const columns = Object.entries(mapping).map(([field, column]) => `${field} ← ${column}`);
  const left = Object.entries(excluded).map(([reason, orders]) => `${orders} ${reason}`);
  return [
    `${format}: ${rowsRead} rows, ${rowsRejected} rejected; ${columns.join(', ')}`,
    ...firstRejects
      .slice(0, rowsRejected > 0 ? shownRejects : 0)
      .map(({ line, reason }) => `  rejected line ${line}: ${reason}`),
    ...(left.length > 0 ? [`  orders that do not count: ${left.join(', ')}`] : []),
    ...(read.zeroAmountOrders > 0 && excluded['ZERO_AMOUNT'] === undefined
      ? [
          `  ${read.zeroAmountOrders} orders worth nothing count as purchases (--exclude-zero leaves them out)`,
        ]
      : []),
    ...(read.guestOrders > 0
      ? [`  ${read.guestOrders} orders name no customer: each is a customer of its own`]
      : []),
  ];
}

function periodLines({ unitDays }: FitOptions, analysis: Analysis): string[] {
  const { customers, purchases, firstDay, fittedUntil, splitDay, lastDay, isSplit } = analysis;
  const unit = unitDays === 7 ? 'weeks' : 'days';
  const tested =
    splitDay === null
      ? 'Backtest: none, the history is too short to hold a part of it out.'
      : `Backtest: fitted up to ${splitDay}, compared with what came after it up to ${lastDay}` +
        `${isSplit ? '' : ' (the last quarter; --split chooses another day)'}.`;
  return [
    `Fitted to ${customers} customers with ${purchases} purchases from ${firstDay} to ${fittedUntil}, time in ${unit}.`,
    tested,
  ];
}

const header = [
  'model',
  'log-likelihood',
  'AIC',
  'orders',
  'MAE',
  'RMSE',
  'revenue',
  'coverage',
  'seconds',
];

/** One row a model, and below it what was fitted. */
function modelLines(candidates: readonly TimedCandidate[]): string[] {
  const [head = '', ...rows] = alignColumns([header, ...candidates.map(rowOf)]);
  return [head, ...rows.flatMap((row, i) => [row, ...detailLines(candidates[i])])];
}

function rowOf(candidate: TimedCandidate): string[] {
  const { fit, backtest, seconds } = candidate;
  const likelihood =
    fit.kind === 'fit'
      ? [fit.logLikelihood.toFixed(7), informationCriteria(fit).aic.toFixed(2)]
      : ['-', '-'];
  return [labelOf(candidate), ...likelihood, ...backtestColumns(backtest), seconds.toFixed(2)];
}

function backtestColumns(backtest: Backtest | null): string[] {
  return backtest
    ? [
        percent(backtest.totalError),
        backtest.mae.toFixed(6),
        backtest.rmse.toFixed(6),
        percent(backtest.revenueError),
        backtest.coverage === null ? '-' : `${(backtest.coverage * 100).toFixed(1)} %`,
      ]
    : ['-', '-', '-', '-', '-'];
}

function detailLines(candidate: TimedCandidate | undefined): string[] {
  if (!candidate) {
    return [];
  }
  const { fit } = candidate;
  const covariates = fit.kind === 'fit' ? (fit.covariates ?? []) : [];
  return [
    ...partLines(fit, standingOf(candidate) === 'INSUFFICIENT'),
    ...covariates.map(covariateLine),
    ...(fit.kind === 'fit' && fit.season ? [seasonLine(fit.season)] : []),
  ];
}

/** How busy days are, 1 on average. */
function seasonLine({ weekdays, months }: Season): string {
  const list = (names: string, factors: readonly number[]) =>
    factors.map((factor, i) => `${names.split(' ')[i]} ${factor.toFixed(2)}`).join(' ');
  const weekly = `  season: ${list('Mon Tue Wed Thu Fri Sat Sun', weekdays)}`;
  return months === null
    ? weekly
    : `${weekly}; ${list('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec', months)}`;
}

/** How a level differs from the baseline: the γ of Fader & Hardie. */
function covariateLine({ trait, level, effects }: Covariate): string {
  const gammas = Object.entries(effects).map(([parameter, [gamma, standardError]]) => {
    const error = standardError === null ? '' : ` ± ${standardError.toPrecision(3)}`;
    return `γ(${parameter}) ${gamma.toPrecision(4)}${error}`;
  });
  return `  ${trait.toLowerCase()} ${level}: ${gammas.join('   ')}`;
}

/** Parameters with their standard errors, and what to be aware of. */
function partLines(part: FitReport | Insufficient, isShort = false): string[] {
  if (part.kind === 'insufficient') {
    return [`  ${isShort ? 'not fitted: ' : ''}${part.message}`];
  }
  const parameters = part.parameters.map(({ name, value, standardError }) => {
    const error = standardError === null ? '' : ` ± ${standardError.toPrecision(4)}`;
    return `${name} ${value.toPrecision(7)}${error}`;
  });
  return [
    `  ${parameters.join('   ')}`,
    ...part.warnings.map(({ code, message }) => `  ${code}: ${message}`),
  ];
}

function pooledLines(fit: FitReport | Insufficient): string[] {
  return ['With a prior:', ...partLines(fit)];
}

function spendLines({ hasAmounts, currency }: OrdersRead, spend: FitReport | Insufficient) {
  if (!hasAmounts) {
    return [`Spend: ${noAmounts.message}.`];
  }
  const likelihood =
    spend.kind === 'fit' ? `, log-likelihood ${spend.logLikelihood.toFixed(7)}` : '';
  const customers = spend.kind === 'fit' ? ` to ${spend.customers} repeat buyers` : '';
  return [
    `Spend: Gamma-Gamma in ${currency}, fitted${customers}${likelihood}`,
    ...partLines(spend, true),
  ];
}

function percent(share: number | null): string {
  return share === null ? '-' : `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;
}
