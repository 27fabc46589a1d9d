/** Members of every segment, a row a segment and customer. */
export function segmentMembers(memberships: string): string {
  return `
    SELECT population, customer_key
    FROM ${memberships} AS memberships
    WHERE population LIKE 'SEGMENT:%'
    ORDER BY population, customer_key`;
}

export interface MovementRelations {
  readonly memberships: string;
  /** The same of the snapshot before: population, customer_key. */
  readonly former: string;
  /** Who there is now; whoever was merged into another or erased did not leave. */
  readonly customers: string;
  /** Names, as SQL texts, of the segments that both snapshots know by the same rule. */
  readonly segments: readonly string[];
}

/** Who entered and who left each segment since: `ENTERED:SEGMENT:<key>` and `LEFT:SEGMENT:<key>`. */
export function movement({ memberships, former, customers, segments }: MovementRelations): string {
  const known = segments.length === 0 ? 'FALSE' : `population IN (${segments.join(', ')})`;
  return `
    WITH now_in AS (SELECT population, customer_key FROM ${memberships} AS memberships WHERE ${known}),
    was_in AS (SELECT population, customer_key FROM ${former} AS former WHERE ${known}),
    entered AS (SELECT * FROM now_in EXCEPT SELECT * FROM was_in),
    departed AS (SELECT * FROM was_in EXCEPT SELECT * FROM now_in)
    SELECT 'ENTERED:' || population AS population, customer_key FROM entered
    UNION ALL
    SELECT 'LEFT:' || population AS population, customer_key FROM departed
    WHERE customer_key IN (SELECT customer_key FROM ${customers} AS customers)
    ORDER BY population, customer_key`;
}
