/**
 * Gauss-Legendre nodes for double precision over an interval of some `length` in a logarithmic variable y.
 *
 * For integrands of the models: e^(-f(y)) with convex f that falls by `fall` in all, analytic and not growing much
 * within π/2 of the real axis. The first term is the Bernstein ellipse that reaches so far, the second what a deep
 * fall needs; the constants are the smallest that kept 20,000 random integrals of both kinds within 1e-13.
 */
export function quadratureNodes(length: number, fall: number): number {
  const reach = Math.PI / (length + 1e-9);
  return Math.min(160, Math.ceil(8 / Math.asinh(reach) + 2.7 * Math.sqrt(fall)) + 3);
}
