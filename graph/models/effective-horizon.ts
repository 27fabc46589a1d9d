/** Days of the year that an annual discount rate is spread over. */
const daysPerYear = 365;

/** The continuous rate of a day that an effective annual rate comes to. */
export function dailyRate(annualRate: number): number {
  return Math.log1p(annualRate) / daysPerYear;
}

/** Fifty years: a distribution of orders further ahead says nothing. */
const longestDays = 18_250;

/**
 * The days over which orders at a steady pace, counted in full, vary as much in relation to their mean as discounted ones
 * do over the horizon: (2 / δ) tanh(δ H / 2), at most fifty years. H without discounting, 2 / δ for an endless horizon.
 *
 * Σ e^(-δ t) over orders at pace λ has mean λ (1 - e^(-δ H)) / δ and variance λ (1 - e^(-2 δ H)) / 2δ; a count over these days, each
 * order worth their ratio, has the same two. Exact for a steady pace; scaled to the true mean it is close for a fading one.
 */
export function effectiveHorizon(horizonDays: number, annualRate: number): number {
  const rate = dailyRate(annualRate);
  const bend = (rate * horizonDays) / 2;
  // The hyperbolic tangent of a tiny number is the number: its quotient with the rate loses nothing.
  const days = bend < 1e-8 || rate === 0 ? horizonDays : (2 / rate) * Math.tanh(bend);
  return Math.min(days, longestDays);
}
