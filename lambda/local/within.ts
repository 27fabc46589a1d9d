import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for work, but not longer than `ms`; whether it ended. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const late = new AbortController();
  try {
    return await Promise.race([
      work.then(() => true),
      sleep(ms, false, { signal: late.signal }).catch(() => false),
    ]);
  } finally {
    late.abort();
  }
}
