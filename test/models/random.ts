/** A seeded source of numbers in (0, 1): tests must give one answer for ever (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

/** Ten to a power drawn evenly from [low, high]. */
export function magnitude(random: () => number, low: number, high: number): number {
  return 10 ** (low + (high - low) * random());
}
