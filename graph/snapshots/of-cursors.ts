import type { Context } from '../context.ts';
import { clientError } from '../errors.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The snapshot that the cursors of a page point into, the served one without any.
 *
 * @throws CURSOR_INVALID for cursors of two snapshots, CURSOR_EXPIRED for one that is no longer kept.
 */
export async function snapshotOfCursors(
  positions: readonly ({ readonly snapshot: string } | undefined)[],
  { stores, snapshot }: Pick<Context, 'stores' | 'snapshot'>,
): Promise<Snapshot | undefined> {
  const ids = new Set(positions.flatMap((position) => (position ? [position.snapshot] : [])));
  const [id, other] = ids;
  if (other) {
    throw clientError(
      'CURSOR_INVALID',
      'Expected after and before of one list, got cursors of two snapshots.',
    );
  }
  const current = await snapshot();
  if (!id || id === current?.id) {
    return current;
  }
  const kept = await stores.snapshots.get(id);
  if (!kept) {
    throw clientError(
      'CURSOR_EXPIRED',
      'The snapshot this cursor points into is no longer kept. Start again without it.',
    );
  }
  return kept;
}
