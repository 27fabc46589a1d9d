import { spendColumns } from '../../lake/schema.ts';

/** The latest version of each source's spend for a day, channel, campaign and kind. */
export function latestSpend(versions: string): string {
  return `
    SELECT ${Object.keys(spendColumns).join(', ')}
    FROM (
      SELECT *, row_number() OVER (
        PARTITION BY source, day, channel, campaign, kind ORDER BY version DESC, run DESC
      ) AS newness
      FROM ${versions} AS versions
    ) AS ranked
    WHERE newness = 1`;
}
