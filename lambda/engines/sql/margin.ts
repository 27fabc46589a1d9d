/** Digits after the point of a margin; money of four places times it is exact in DECIMAL(28,10). */
const marginPlaces = 6;

/** A margin as a decimal literal, so that a product with money is exact. */
export function decimalMargin(margin: number): string {
  const text = margin.toFixed(marginPlaces);
  if (Number(text) !== margin) {
    throw new RangeError(
      `Expected a margin of at most ${marginPlaces} decimal places, got ${margin}`,
    );
  }
  return `CAST(${text} AS DECIMAL(9,${marginPlaces}))`;
}
