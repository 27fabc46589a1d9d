/*
 * Dates that are neither YYYY-MM-DD nor 31/12/2024 and still have one reading: texts that name the month, and years of two digits.
 * They are brought into one of those forms before anything else looks at them. Nearly no file has them.
 */

/** 31/12/24: with hyphens the year would as often come first. */
export const shortYearPattern = '^[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2}(?:[^0-9]|$)';

const month = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const monthName = `${month}(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?[.]?`;
const weekday = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*[.]?,? +)?';
const dayOfMonth = '([0-9]{1,2})(?:st|nd|rd|th)?';
const rest = '(?:,| at)?((?:[T ].*)?)';

/** 5 Jan 2024, 05-Jan-2024 14:30, and Fri, 05 Jan 2024 14:30:00 GMT of RFC 2822. */
const dayThenMonth = `(?i)^${weekday}${dayOfMonth}[ ./-]*${monthName}[ ,/-]*([0-9]{4})${rest}$`;

/** Jan 5, 2024 and January 5 2024. */
const monthThenDay = `(?i)^${weekday}${monthName}[ /-]*${dayOfMonth}[ ,/-]+([0-9]{4})${rest}$`;

/** How such a text begins: anchored, so that any other is given up within three characters. */
const maybeNamed = '^(?:[A-Za-z]{3}|[0-9]{1,2}(?:st|nd|rd|th)?[ ./-]*[A-Za-z]{3})';

const monthsInOrder = 'janfebmaraprmayjunjulaugsepoctnovdec';

/** SQL of a time text with the month as a number and the year in four digits; any other text is as it was. */
export function readableDateSql(text: string): string {
  return `CASE WHEN regexp_matches(${text}, '${shortYearPattern}') THEN ${withCentury(text)}
    WHEN regexp_matches(${text}, '${maybeNamed}') THEN ${withMonthNumber(text)} ELSE ${text} END`;
}

/** As POSIX reads two digits: 69 and above are 19xx, and here 69 is not, since an order cannot be before 1970. */
function withCentury(text: string): string {
  const before = '^([0-9]{1,2}[/.][0-9]{1,2}[/.])';
  const recent = `regexp_replace(${text}, '${before}([0-6][0-9])', '\\120\\2')`;
  return `regexp_replace(${recent}, '${before}([7-9][0-9](?:[^0-9]|$))', '\\119\\2')`;
}

function withMonthNumber(text: string): string {
  const dayFirst = `regexp_replace(${text}, '${dayThenMonth}', '\\3-\\2-\\1\\4')`;
  const ordered = `regexp_replace(${dayFirst}, '${monthThenDay}', '\\3-\\1-\\2\\4')`;
  const number = `(strpos('${monthsInOrder}', lower(substr(${ordered}, 6, 3))) + 2) // 3`;
  return `CASE WHEN regexp_matches(${ordered}, '(?i)^[0-9]{4}-${month}-')
    THEN substr(${ordered}, 1, 5) || lpad(CAST(${number} AS VARCHAR), 2, '0') || substr(${ordered}, 9)
    ELSE ${text} END`;
}
