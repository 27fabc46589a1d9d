/** A square matrix as rows. */
export type Matrix = readonly (readonly number[])[];

/** The lower triangle L with L Lᵀ = `matrix`, or null when it is not positive definite. */
export function cholesky(matrix: Matrix): number[][] | null {
  const lower: number[][] = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) {
        sum -= lower[i]![k]! * lower[j]![k]!;
      }
      if (i === j && !(sum > 0)) {
        return null;
      }
      lower[i]![j] = i === j ? Math.sqrt(sum) : sum / lower[j]![j]!;
    }
  }
  return lower;
}

/** The solution of L Lᵀ x = `right`, where `lower` is L as `cholesky` gives it. */
export function solveCholesky(lower: Matrix, right: readonly number[]): number[] {
  const x = [...right];
  for (let i = 0; i < x.length; i++) {
    for (let k = 0; k < i; k++) {
      x[i]! -= lower[i]![k]! * x[k]!;
    }
    x[i]! /= lower[i]![i]!;
  }
  for (let i = x.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < x.length; k++) {
      x[i]! -= lower[k]![i]! * x[k]!;
    }
    x[i]! /= lower[i]![i]!;
  }
  return x;
}

/** The inverse of a positive definite matrix, or null when it is not one. */
export function invert(matrix: Matrix): number[][] | null {
  const lower = cholesky(matrix);
  return (
    lower &&
    matrix.map((_, i) =>
      solveCholesky(
        lower,
        matrix.map((_, j) => (i === j ? 1 : 0)),
      ),
    )
  );
}
