/** Sums over j < n of ln(s + j), 1 / (s + j) and 1 / (s + j)², for each of several n. */
export interface RisingSums {
  /** ln Γ(s + n) - ln Γ(s). */
  readonly log: Float64Array;
  /** ψ(s + n) - ψ(s): its first derivative in s. */
  readonly first: Float64Array;
  /** ψ'(s) - ψ'(s + n): its second derivative in s, with the sign turned. */
  readonly second: Float64Array;
}

/** The sums for ascending whole `counts`, each plus `extra`: one pass up to the largest, no cancellation. */
export function risingSums(s: number, counts: Float64Array, extra = 0): RisingSums {
  const sums = {
    log: new Float64Array(counts.length),
    first: new Float64Array(counts.length),
    second: new Float64Array(counts.length),
  };
  let log = 0;
  let first = 0;
  let second = 0;
  let j = 0;
  counts.forEach((count, i) => {
    for (; j < count + extra; j++) {
      const inverse = 1 / (s + j);
      log += Math.log(s + j);
      first += inverse;
      second += inverse * inverse;
    }
    sums.log[i] = log;
    sums.first[i] = first;
    sums.second[i] = second;
  });
  return sums;
}
