/** Some entries of an array, in the order of their indices. A loop: `Float64Array.from` with a function takes ten times as long. */
export function pickAt<A extends Float64Array | Int32Array>(values: A, indices: Int32Array): A {
  const picked = new (values.constructor as new (length: number) => A)(indices.length);
  for (let i = 0; i < indices.length; i++) {
    picked[i] = values[indices[i]!]!;
  }
  return picked;
}
