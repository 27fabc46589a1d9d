import { stirlingCorrection, stirlingFrom } from './stirling.ts';

const halfLogTwoPi = 0.9189385332046727;

/** 1 - γ, γ being Euler's constant. */
const slopeAtTwo = 0.42278433509846713;

/** (-1)^k (ζ(k) - 1) / k for k = 2..30: the Taylor series of ln Γ about 2, after its linear term. */
const seriesAtTwo = [
  0.3224670334241132, -0.06735230105319809, 0.020580808427784546, -0.007385551028673986,
  0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939,
  9.945751278180853e-5, -4.492623673813314e-5, 2.050721277567069e-5, -9.439488275268397e-6,
  4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7, -4.492469198764566e-7,
  2.1207184805554667e-7, -1.00432248239681e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9,
  5.731367241678862e-10, -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11,
  3.1044247747322276e-11,
] as const;

/**
 * ln Γ(x), the logarithm of the gamma function, for x > 0.
 *
 * Stirling's series from 10 on, the recurrence down to [1.5, 2.5), and there the Taylor series about
 * 2, so that the zeros at 1 and 2 are met exactly. Relative error at most 8 epsilon everywhere.
 * NaN for NaN and below zero; Infinity for 0 and Infinity.
 *
 * @see https://dlmf.nist.gov/5.7#E3 and https://dlmf.nist.gov/5.11#E1
 * @example logGamma(0.5); // 0.5723649429247001
 */
export function logGamma(x: number): number {
  if (!(x >= 0)) {
    return Number.NaN;
  }
  if (x >= stirlingFrom) {
    return x === Infinity ? x : (x - 0.5) * Math.log(x) - x + halfLogTwoPi + stirlingCorrection(x);
  }
  if (x < 0.5) {
    return logGamma(x + 1) - Math.log(x);
  }
  if (x < 1.5) {
    return aboutTwo(x - 1) - Math.log1p(x - 1);
  }
  let product = 1;
  let y = x;
  while (y >= 2.5) {
    y -= 1;
    product *= y;
  }
  return Math.log(product) + aboutTwo(y - 2);
}

/** ln Γ(2 + distance), for |distance| <= 1/2. */
function aboutTwo(distance: number): number {
  let sum = 0;
  for (let k = seriesAtTwo.length - 1; k >= 0; k--) {
    sum = sum * distance + seriesAtTwo[k]!;
  }
  return distance * (slopeAtTwo + distance * sum);
}
