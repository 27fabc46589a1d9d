import type { OrderDraft } from '../../graph/orders/store.ts';
import type { RecentProfile } from '../stores/dynamo/recents.ts';
import { orderVersion } from './ingest/order-version.ts';

/**
 * What live orders say of their buyers: the address, known as of the order. Of several orders of one
 * customer the latest counts, as in a file.
 */
export function liveProfiles(
  drafts: readonly OrderDraft[],
  { run, eventTime }: { readonly run: string; readonly eventTime: string },
): RecentProfile[] {
  const latest = new Map<string, RecentProfile>();
  for (const { customerKey, email, orderedAt, updatedAt } of drafts) {
    const knownAt = new Date(updatedAt ?? orderedAt).toISOString();
    const version = orderVersion({ updatedAt: knownAt, eventTime, run });
    const known = latest.get(customerKey);
    if (email && (!known || known.version <= version)) {
      latest.set(customerKey, {
        customerKey,
        email: email.address,
        emailHash: email.hash,
        name: null,
        phone: null,
        country: null,
        referredBy: null,
        version,
        run,
      });
    }
  }
  return [...latest.values()];
}
