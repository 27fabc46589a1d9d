/** An interval with its ends included. */
export interface PredictionInterval {
  readonly low: number;
  readonly high: number;
}

/** Throws unless `level` is a probability that an interval can have. */
export function checkLevel(level: number): number {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`Expected a level between 0 and 1, got ${level}`);
  }
  return level;
}

/**
 * The interval of a count whose probability is nearest to `level`: ends are taken off, always the one that leaves the tails
 * more equal, as long as that comes nearer. Intervals of higher level hold those of lower.
 *
 * Few counts add up to the level exactly, and "at least the level" would overshoot for nearly everybody: with the nearest,
 * the level is what comes true over customers. Where 0 alone is likelier than the level, it is all there is.
 */
export function countInterval(probabilities: Float64Array, level: number): PredictionInterval {
  const spare = 1 - checkLevel(level);
  let low = 0;
  let high = probabilities.length - 1;
  let below = 0;
  let above = 0;
  while (low < high) {
    const nextBelow = below + probabilities[low]!;
    const nextAbove = above + probabilities[high]!;
    const next = Math.min(nextBelow + above, below + nextAbove);
    if (next - spare > spare - (below + above)) {
      break;
    }
    if (nextAbove <= nextBelow) {
      above = nextAbove;
      high--;
    } else {
      below = nextBelow;
      low++;
    }
  }
  return { low, high };
}

/**
 * The probabilities to cut off below and above an amount that is 0 with some probability and else continuous, in the same
 * manner: equal tails; all of it above where 0 alone is more than the tail, so that it stays.
 */
export function tailsOf(probabilityOfZero: number, level: number) {
  const spare = 1 - checkLevel(level);
  return {
    below: probabilityOfZero >= spare / 2 ? 0 : spare / 2,
    above: Math.max(spare / 2, Math.min(spare, probabilityOfZero)),
  };
}
