import { profileColumns } from '../../lake/schema.ts';

const columns = Object.keys(profileColumns).join(', ');

/** What is known of a person, each field on its own; an address goes with its hash. */
const fields = ['email', 'email_hash', 'name', 'phone', 'country', 'referred_by'] as const;

/**
 * The profile versions worth keeping: the latest of each customer, and each that gives a field its
 * latest known value. Keeping them (six a customer at most, in practice one or two) instead of one
 * merged row makes the result the same in whatever order the versions arrive.
 */
export function contributingProfiles(versions: string): string {
  const contributions = fields.map((field) => `newness = ${field}_newness`).join(' OR ');
  const newest = fields.map(
    (field) =>
      `min(CASE WHEN ${field} IS NOT NULL THEN newness END) OVER (PARTITION BY customer_key) AS ${field}_newness`,
  );
  return `
    SELECT ${columns}
    FROM (SELECT *, ${newest.join(', ')} FROM (${ranked(versions)}) AS ranked) AS marked
    WHERE newness = 1 OR ${contributions}`;
}

/** One profile a customer: each field's latest value that is not null; the rest of the latest version. */
export function latestProfiles(versions: string): string {
  const latest = Object.keys(profileColumns)
    .filter((column) => column !== 'customer_key')
    .map(
      (column) => `min_by(${column}, newness) FILTER (WHERE ${column} IS NOT NULL) AS ${column}`,
    );
  return `
    SELECT customer_key, ${latest.join(', ')}
    FROM (${ranked(versions)}) AS ranked
    GROUP BY customer_key`;
}

/**
 * Newest first; customers of one file may have one version and then be merged, so the rest of a tie is broken by what
 * the rows say. The same order as `newestProfile` in graph/customers/newest-profile.ts.
 */
function ranked(versions: string): string {
  return `
    SELECT *, row_number() OVER (
      PARTITION BY customer_key ORDER BY version DESC, run DESC, email NULLS LAST, name NULLS LAST, phone NULLS LAST, country NULLS LAST, source
    ) AS newness
    FROM ${versions} AS versions`;
}
