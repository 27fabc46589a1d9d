/** Uniform on [0, 1), 53 bits. */
export type Random = () => number;

/**
 * A stream of random numbers that depends on nothing but the seed and the keys, so any customer or
 * order can be drawn alone, in any order, always with the same result.
 *
 * xoshiro128** of Blackman & Vigna (2021), "Scrambled linear pseudorandom number generators". The
 * state is filled by hashing the keys, because neighbouring keys must not give related streams.
 *
 * @example randomStream(1, 7)() === randomStream(1, 7)() // true
 */
export function randomStream(seed: number, ...keys: readonly number[]): Random {
  let hash = mix(seed);
  for (const key of keys) {
    hash = mix(hash ^ Math.imul(key + 1, 0x9e3779b1));
  }
  let a = mix(hash + 1);
  let b = mix(hash + 2);
  let c = mix(hash + 3);
  let d = mix(hash + 4) | 1;
  const next = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  return () => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 2 ** 53;
}

/** The 32-bit finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
