export interface PhaseWeights {
  /** Probability of each number of phases passed since the last order, of a customer who is alive. */
  readonly weights: readonly number[];
  /** ln of Σ Γ(R + j) / (Γ(R) j!) s^j over j < k: what silence without dropout adds to the likelihood. */
  readonly logSum: number;
}

const onlyPhase: PhaseWeights = { weights: [1], logSum: 0 };

/**
 * How far a living customer has come towards the next order, after a silence of `share` of the time α + T.
 *
 * `shape` R is that of the rate of phases at the last order, r + k x; 0 <= share < 1. All terms are positive.
 */
export function phaseWeights(k: number, shape: number, share: number): PhaseWeights {
  if (k === 1) {
    return onlyPhase;
  }
  const terms = [1];
  let term = 1;
  let sum = 1;
  for (let j = 1; j < k; j++) {
    term *= ((shape + j - 1) / j) * share;
    terms.push(term);
    sum += term;
  }
  return { weights: terms.map((value) => value / sum), logSum: Math.log(sum) };
}
