import { concurrently } from '../../concurrently.ts';
import type { Database, Session } from './database.ts';

/**
 * Does `work` for each item with a session that has one thread, as many at a time as the database has threads. So are files
 * written: several threads at one file buffer small row groups whole, a gigabyte for a million orders (measured on DuckDB
 * 1.5.5), and are no faster.
 */
export async function besideEachOther<T>(
  database: Database,
  items: readonly T[],
  work: (item: T, session: Session) => Promise<void>,
): Promise<void> {
  const { threads } = database;
  const lanes = Math.min(threads, items.length);
  await database.useThreads(1);
  const others = await Promise.all(
    Array.from({ length: Math.max(lanes - 1, 0) }, () => database.connect()),
  );
  const idle: Session[] = [database, ...others];
  try {
    await concurrently(lanes, items, async (item) => {
      const session = idle.pop() ?? database;
      await work(item, session);
      idle.push(session);
    });
  } finally {
    for (const session of others) {
      session.close();
    }
    await database.useThreads(threads);
  }
}
