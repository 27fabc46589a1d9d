import { clientError } from '../errors.ts';
import type { CurvePoint } from './value-curve.ts';

const mostPoints = 400;
const defaultStep = 30;

/** The points of a curve on the days asked for: by default every 30 days, and the last one observed. */
export function pointsAt(
  curve: readonly CurvePoint[],
  days: readonly number[] | null | undefined,
): CurvePoint[] {
  if (!days) {
    return curve.filter(({ day }) => day % defaultStep === 0 || day === curve.length - 1);
  }
  checkDays('days', days);
  return days.flatMap((day) => curve[day] ?? []);
}

/** Refuses negative days and very many, by the name of the argument. */
export function checkDays(name: string, days: readonly number[]): void {
  if (days.length > mostPoints) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected at most ${mostPoints} ${name}, got ${days.length}.`,
    );
  }
  const wrong = days.find((day) => day < 0);
  if (wrong !== undefined) {
    throw clientError('BAD_USER_INPUT', `Expected ${name} of at least 0, got ${wrong}.`);
  }
}
