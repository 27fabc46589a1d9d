import { equityFormula, type FigureFormula, withoutName } from './formulas.ts';

const arrivals =
  'n ∫ (1 + E[X(u)]) × expected order value × basisRate × (1+discountRate)^(−u/365) du over the horizon, n new customers a day at the ' +
  'present rate, E[X(u)] repeat orders of a new customer within u days (model, from no history), order value of the spendModel ' +
  'without history';

/** The main figure of customers still to come. */
export const futureFormula = `future: ${arrivals}.`;

export const customerEquityFormulas: readonly FigureFormula[] = [
  { figure: 'existing', formula: withoutName(equityFormula) },
  { figure: 'residual', formula: 'As existing, with horizonDays without end.' },
  { figure: 'future', formula: withoutName(futureFormula) },
  {
    figure: 'futureEstimate.low, futureEstimate.high',
    formula:
      'future × exp(−s²/2 ∓ z·s), z the normal quantile of (1 + level)/2, s² = log(1 + φ/newCustomers) + log(1 + (φ − 1 + E[V²]/E[V]²)/m) + the ' +
      'variance by the parameters’ standard errors; φ the variance ÷ mean of the weekly counts (at least 1), m the customers expected within ' +
      'the horizon, V what one of them brings. Without new customers: 0 to the value at acquisitionRate.high.',
  },
  { figure: 'total', formula: 'existing + future.' },
  {
    figure: 'newCustomerValue',
    formula:
      'Expected order value × basisRate × (1 + discounted E[X] within horizonDays), discounted to the first order.',
  },
  {
    figure: 'acquisitionRate',
    formula:
      'perWeek: customers whose first valid order fell in the last weeks ÷ weeks. low, high: of a Poisson mean (Byar’s approximation), ' +
      'widened by the variance ÷ mean of the weekly counts where that is above 1.',
  },
  {
    figure: 'curve',
    formula: 'existing and future at each of horizonsDays; existingShare: existing ÷ residual.',
  },
];

export const scenarioFormulas: readonly FigureFormula[] = [
  { figure: 'equity', formula: withoutName(equityFormula) },
  { figure: 'mean', formula: 'equity ÷ customers.' },
  { figure: 'future', formula: withoutName(futureFormula) },
  { figure: 'total', formula: 'equity + future.' },
  {
    figure: 'cac',
    formula:
      'As the query says; else ad spend ÷ new customers (of all channels) of the weeks that acquisitionRate counts.',
  },
  {
    figure: 'acquisitionCost',
    formula: 'cac × n × ∫ (1+discountRate)^(−u/365) du over the horizon.',
  },
  { figure: 'net', formula: 'total − acquisitionCost.' },
  {
    figure: 'retention',
    formula:
      'The hazard to leave ÷ (1 + retention): of time in PARETO_NBD (rate μ to μ ÷ (1 + retention)), of each order in the others (a customer who ' +
      'stays through an order with probability q does with q^(1 ÷ (1 + retention))). From asOf on: the probability to be a customer at asOf stays.',
  },
  {
    figure: 'frequency',
    formula:
      'The order rate λ of every living customer × (1 + frequency) from asOf on. Where customers leave after orders (all models but PARETO_NBD) they ' +
      'also leave sooner by it.',
  },
  { figure: 'orderValue', formula: 'Every expected order value × (1 + orderValue).' },
  {
    figure: 'margin',
    formula: 'The margin in basisRate × (1 + margin); no effect on the basis REVENUE.',
  },
  { figure: 'sensitivity', formula: 'result − baseline with this lever alone up by 1 %.' },
];

/** The main figure of a forecast. */
export const forecastFormula =
  'orders: Σ over cells of customers of equal (frequency, recencyDays, ageDays) of E[Y(end of the week)] − E[Y(its beginning)] (model, seasonal where ' +
  'the model has a season).';

export const forecastFormulas: readonly FigureFormula[] = [
  { figure: 'orders', formula: withoutName(forecastFormula) },
  {
    figure: 'revenue',
    formula:
      'The same, each customer’s orders × their expected order value (spendModel). Undiscounted.',
  },
  {
    figure: 'low, high',
    formula:
      'expected × exp(−s²/2 ∓ z·s), z the normal quantile of (1 + level)/2, s² the variance of the logarithm of the week’s total: of ' +
      'chance (each customer’s orders and their values) plus of the parameters’ standard errors.',
  },
  {
    figure: 'newCustomerOrders, newCustomerRevenue',
    formula:
      'n ∫ (1 + E[X(u)]) du over the week, n new customers a day at the present rate; × expected order value of the spendModel without history.',
  },
];
