import type { Matrix } from './cholesky.ts';

/** A direction of length 1 and the variance along it. */
export interface Axis {
  readonly variance: number;
  readonly direction: readonly number[];
}

const mostSweeps = 50;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations; largest first.
 *
 * Read as a covariance: directions that vary independently of each other, and how much. Error a few epsilon of the
 * largest eigenvalue.
 *
 * @see Golub & Van Loan (2013), Matrix Computations, 8.5
 * @example principalAxes([[2, 1], [1, 2]]); // variances 3 and 1, along (1, 1) and (-1, 1)
 */
export function principalAxes(matrix: Matrix): Axis[] {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = matrix.map((_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < mostSweeps && !isDiagonal(a); sweep++) {
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) {
        rotate(a, vectors, i, j);
      }
    }
  }
  return a
    .map((row, i) => ({ variance: row[i]!, direction: vectors.map((vector) => vector[i]!) }))
    .sort((one, other) => other.variance - one.variance);
}

function isDiagonal(a: Matrix): boolean {
  return a.every((row, i) =>
    row.every((value, j) => i === j || value * value <= 1e-34 * Math.abs(row[i]! * a[j]![j]!)),
  );
}

/** Turns coordinates i and j so that their covariance becomes 0. */
function rotate(a: number[][], vectors: number[][], i: number, j: number): void {
  const off = a[i]![j]!;
  if (off === 0) {
    return;
  }
  const half = (a[j]![j]! - a[i]![i]!) / (2 * off);
  const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  const turn = (row: number[]) => {
    const first = row[i]!;
    row[i] = cosine * first - sine * row[j]!;
    row[j] = sine * first + cosine * row[j]!;
  };
  a.forEach(turn);
  const first = [...a[i]!];
  const second = [...a[j]!];
  a[i] = first.map((value, k) => cosine * value - sine * second[k]!);
  a[j] = first.map((value, k) => sine * value + cosine * second[k]!);
  vectors.forEach(turn);
}
