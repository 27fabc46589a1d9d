import type { TimeForm } from '../../../formats/plan.ts';

/** A time of day that ends the text, so that no offset follows it. */
const bareClock = '^(.*[T ][0-9]{1,2}(?::[0-9.]+){1,2}(?: ?[AaPp][Mm])?)$';

/** SQL of a time text with what its column's form says of it; a text that has no such form stays as it is. */
export function wholeTimeSql(text: string, form: TimeForm): string {
  return form === 'UNIX'
    ? unixTimeSql(text)
    : `regexp_replace(${text}, '${bareClock}', '\\1 ${form}')`;
}

function unixTimeSql(text: string): string {
  const time = (factor: number) =>
    `strftime(make_timestamp(CAST(${text} AS BIGINT) * ${factor}), '%Y-%m-%dT%H:%M:%S`;
  return `CASE WHEN regexp_full_match(${text}, '[0-9]{10}') THEN ${time(1_000_000)}Z')
    WHEN regexp_full_match(${text}, '[0-9]{13}') THEN ${time(1_000)}.%gZ') ELSE ${text} END`;
}
