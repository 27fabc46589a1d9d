/** 1 / (1 + e^-u): the probability whose log-odds are `u`; 0 and 1 at the infinities. */
export function logistic(u: number): number {
  return 1 / (1 + Math.exp(-u));
}

/** ln(1 + e^u), without overflow for large u and without loss for very negative u. */
export function softplus(u: number): number {
  return u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u));
}
