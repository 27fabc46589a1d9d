/** A figure and how it is computed. */
export interface FigureFormula {
  readonly figure: string;
  readonly formula: string;
}

const order =
  'an order t days ahead counts 1/(1+discountRate)^(t/365), integrated over t without steps';

const historic =
  'Σ over valid orders: net for REVENUE; net − cost for GROSS_MARGIN, net × configuredMargin where an order does not say its ' +
  'cost; that − net × variableCostRate for CONTRIBUTION. Undiscounted.';

/** The main figure of a customer. */
export const predictedFormula =
  'predicted: expected order value (spendModel, from frequency and averageRepeatSpend) × discounted expected orders within ' +
  `horizonDays (model, from frequency, recencyDays and ageDays at asOf) × basisRate; ${order}.`;

/** The main figure of a population. */
export const equityFormula =
  'equity: Σ over cells of customers with equal (frequency, recencyDays, ageDays) of discounted expected orders within ' +
  `horizonDays (model) × Σ of their expected order values (spendModel) × basisRate; ${order}.`;

/** What a main figure is, without its name. */
export const withoutName = (formula: string) => formula.slice(formula.indexOf(': ') + 2);

export const customerFormulas: readonly FigureFormula[] = [
  { figure: 'historic', formula: historic },
  { figure: 'predicted', formula: withoutName(predictedFormula) },
  {
    figure: 'predicted.low, predicted.high',
    formula:
      'The values that the sum of basisRate × value of the orders within horizonDays lies below and above with probability ' +
      '(1 − level)/2 each: the distribution of the number of orders (model) compounded with that of their values (spendModel), ' +
      'averaged over the asymptotic normal distribution of the logarithms of the parameters.',
  },
  { figure: 'total', formula: 'historic + predicted, + referrals where the terms include them.' },
  {
    figure: 'referrals',
    formula:
      'Σ (historic + predicted) of the customers they referred directly, each from the snapshot.',
  },
  {
    figure: 'simple',
    formula:
      'summary.averageOrderValue × purchaseFrequency × averageLifespanDays ÷ comparisonDays × basisRate, the middle three from ' +
      'business.metrics of the last comparisonDays observed. No model.',
  },
  { figure: 'residual', formula: 'As predicted, with horizonDays without end.' },
];

export const populationFormulas: readonly FigureFormula[] = [
  { figure: 'equity', formula: withoutName(equityFormula) },
  {
    figure: 'equity.low, equity.high',
    formula:
      'equity × exp(−s²/2 ∓ z·s), z the normal quantile of (1 + level)/2, s² the variance of the logarithm of the total: of ' +
      'chance (each customer’s orders and their values) plus of the parameters’ standard errors.',
  },
  { figure: 'mean', formula: 'equity ÷ customers.' },
  {
    figure: 'median',
    formula:
      'The middle of the customers’ predicted values, each computed by itself; the mean of the two middle ones of an even number.',
  },
  { figure: 'historic', formula: historic },
  { figure: 'curve', formula: 'equity at each of horizonsDays in place of horizonDays.' },
  {
    figure: 'distribution',
    formula:
      'Customers sorted by predicted value and cut into bins of equal count (one more or less); equity of a bin is the sum of its values.',
  },
];

export const summaryFormulas: readonly FigureFormula[] = [
  {
    figure: 'revenue',
    formula: 'Σ gross − discount − refund over valid orders, without tax and shipping.',
  },
  { figure: 'refunds', formula: 'Σ refund over all orders, fully refunded ones included.' },
  {
    figure: 'grossMargin',
    formula:
      'Σ net − cost over valid orders; net × configuredMargin where an order does not say its cost.',
  },
  { figure: 'averageOrderValue', formula: 'revenue ÷ orders.' },
  { figure: 'frequency', formula: 'Days with a valid order, less 1.' },
  { figure: 'recencyDays', formula: 'Day of the last valid order − day of the first.' },
  { figure: 'ageDays', formula: 'asOf − day of the first valid order.' },
  {
    figure: 'averageRepeatSpend',
    formula: 'Revenue of the days with a valid order after the first ÷ frequency.',
  },
  {
    figure: 'rfm',
    formula:
      'Quintiles among the buyers of the snapshot: by day of the last order, number of valid orders, and revenue.',
  },
];

export const metricsFormulas: readonly FigureFormula[] = [
  { figure: 'revenue', formula: 'Σ gross − discount − refund over valid orders of the window.' },
  { figure: 'refunds', formula: 'Σ refund over all orders of the window.' },
  {
    figure: 'grossMargin',
    formula: 'Σ net − cost over valid orders of the window; net × configuredMargin without a cost.',
  },
  { figure: 'averageOrderValue', formula: 'revenue ÷ orders.' },
  { figure: 'purchaseFrequency', formula: 'orders ÷ buyers.' },
  { figure: 'customerValue', formula: 'revenue ÷ buyers.' },
  { figure: 'repeatRate', formula: 'Buyers with two or more orders in the window ÷ buyers.' },
  {
    figure: 'retentionRate',
    formula:
      'Buyers of the comparisonDays before the window who bought in it ÷ buyers of those days.',
  },
  { figure: 'churnRate', formula: '1 − retentionRate.' },
  { figure: 'averageLifespanDays', formula: 'comparisonDays ÷ churnRate.' },
  {
    figure: 'simpleClv',
    formula: 'customerValue of the comparison window × averageLifespanDays ÷ comparisonDays.',
  },
];

/** The main figure of an acquisition. */
export const cacFormula =
  'cac: spend ÷ customers. PAID: adSpend ÷ new customers of channels with adSpend in the window; BLENDED: adSpend ÷ all new ' +
  'customers; FULLY_LOADED: (adSpend + otherSpend) ÷ all new customers.';

export const acquisitionFormulas: readonly FigureFormula[] = [
  { figure: 'cac', formula: withoutName(cacFormula) },
  {
    figure: 'value',
    formula:
      '(historic + equity) ÷ customers, both on the terms and as in PopulationValue, of the customers that cac divides by.',
  },
  { figure: 'clvToCac', formula: 'value ÷ cac.' },
  { figure: 'roi', formula: '(value − cac) ÷ cac.' },
  { figure: 'maxAffordableCac', formula: 'value ÷ targetRatio.' },
  {
    figure: 'paybackCurve',
    formula:
      'Σ over days since the own first order, up to the day, of contribution (net − cost − net × variableCostRate) of that day ÷ ' +
      'customers observed on it.',
  },
  { figure: 'payback.days', formula: 'First day on which paybackCurve is at least cac.' },
  { figure: 'firstOrderPayback.ratio', formula: 'paybackCurve on day 0 ÷ cac.' },
  {
    figure: 'marginal.cac',
    formula: '(spend − spend of the window before) ÷ (customers − customers of the window before).',
  },
  { figure: 'spendShare', formula: 'adSpend ÷ ad spend of the business in the window.' },
  { figure: 'unattributedShare', formula: 'New customers without a channel ÷ newCustomers.' },
  {
    figure: 'wastedSpendShare',
    formula: 'Σ spend of adBuys whose value a customer is below their cac ÷ Σ spend of adBuys.',
  },
];

export const cumulativeFormulas: readonly FigureFormula[] = [
  {
    figure: 'points.perCustomer',
    formula:
      'Σ over days since the own first order, up to the day, of the amount of that day (net for REVENUE; net − cost for GROSS_MARGIN; ' +
      'that − net × variableCostRate for CONTRIBUTION) ÷ customers observed on it.',
  },
];
