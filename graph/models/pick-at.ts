/** Some entries of an array, in the order of their indices. A loop: `Float64Array.from` with a function takes ten times as long. */
export function pickAt(values: Float64Array, indices: Int32Array): Float64Array {
  const picked = new Float64Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    picked[i] = values[indices[i]!]!;
  }
  return picked;
}

/** The same of whole numbers: a function for both kinds of array would be slow for either. */
export function pickWholeAt(values: Int32Array, indices: Int32Array): Int32Array {
  const picked = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    picked[i] = values[indices[i]!]!;
  }
  return picked;
}
