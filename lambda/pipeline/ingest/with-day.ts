import { type TimeContext, timeStages } from './times.ts';

/** What the names of the steps between begin with. */
const prefix = 'dated';

/**
 * SQL of a relation with a column `day_of_row` beside its own: the calendar day in the shop's time zone
 * of the time text in `column`, null where it is none, which the checks say later.
 */
export function withDay(relation: string, column: string, context: TimeContext): string {
  const steps = timeStages({ text: `"${column}"`, prefix }, context);
  const timed = steps.reduce((from, step) => `(SELECT *, ${step} FROM ${from})`, relation);
  const between = ['plain', 'parts', 'local', 'offset', 'is_day', 'instant', 'clock'];
  return `(SELECT * EXCLUDE (${between.map((name) => `${prefix}_${name}`).join(', ')}),
    CAST(${prefix}_clock AS DATE) AS day_of_row FROM ${timed})`;
}
