import type { CustomerKey } from './customer-key.ts';
import type { Profile, ProfileVersion } from './store.ts';

/**
 * One profile of somebody from all that is known under their keys: each field's newest value that is not null. Versions that are
 * equally new (two customers of one file, merged later) come in the order of what they say. Whoever referred themselves by another
 * of their keys was referred by nobody. `latestProfiles` says the same in SQL, so a refresh changes nothing.
 *
 * @returns undefined where nothing is known.
 */
export function newestProfile(
  keys: readonly CustomerKey[],
  versions: readonly ProfileVersion[],
): Profile | undefined {
  const [customerKey] = keys;
  if (customerKey === undefined || versions.length === 0) {
    return undefined;
  }
  const newestFirst = versions.toSorted(byNewest);
  const first = <Field extends 'email' | 'name' | 'phone' | 'country'>(field: Field) =>
    newestFirst.find((version) => version[field] !== null)?.[field] ?? null;
  const referrers = newestFirst.map(({ referredBy }) => referredBy);
  return {
    customerKey,
    email: first('email'),
    name: first('name'),
    phone: first('phone'),
    country: first('country'),
    referredBy: referrers.find((key) => key !== null && !keys.includes(key)) ?? null,
  };
}

function byNewest(a: ProfileVersion, b: ProfileVersion): number {
  return (
    ascending(b.version, a.version) ||
    ascending(b.run, a.run) ||
    ascending(a.email, b.email) ||
    ascending(a.name, b.name) ||
    ascending(a.phone, b.phone) ||
    ascending(a.country, b.country)
  );
}

/** As texts; nothing comes last. */
function ascending(a: string | null, b: string | null): number {
  if (a === b) {
    return 0;
  }
  if (a === null || b === null) {
    return a === null ? 1 : -1;
  }
  return a < b ? -1 : 1;
}
