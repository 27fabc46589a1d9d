/** Milliseconds that a piece of work took, with what it answered. */
export async function timed<T>(work: () => Promise<T> | T): Promise<{ ms: number; result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { ms: performance.now() - startedAt, result };
}

/** The fastest of several runs: what the work costs when nothing else disturbs it. */
export async function bestOf(
  runs: number,
  work: () => Promise<unknown> | unknown,
): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    best = Math.min(best, (await timed(work)).ms);
  }
  return best;
}

/** The value below which a share of the sample lies. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? Number.NaN;
}

/** Latencies in ms of `count` calls, `concurrency` of them under way at once. */
export async function latencies(
  count: number,
  concurrency: number,
  call: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const sample: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      sample.push((await timed(() => call(index))).ms);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return sample;
}
