/**
 * Does `work` for each item, at most `limit` at a time. The first failure stops further starts, and is
 * thrown once what has begun is done.
 */
export async function concurrently<T>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  let hasFailed = false;
  const lane = async () => {
    for (const item of waiting) {
      if (hasFailed) {
        return;
      }
      try {
        await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: limit }, lane));
  const failure = lanes.find((outcome) => outcome.status === 'rejected');
  if (failure) {
    throw failure.reason;
  }
}
