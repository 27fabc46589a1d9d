import { clientError } from '../errors.ts';
import type { DateRange } from '../generated/resolvers.ts';
import type { Window } from './metrics.ts';

/** The asked range, open ends closed by what was observed; null for all of it. */
export function windowOf(between: DateRange | null | undefined, observed: Window): Window | null {
  if (!between?.from && !between?.to) {
    return null;
  }
  const { from, to } = between;
  const window = {
    from: from ?? earlier(observed.from, to),
    to: to ?? later(observed.to, from),
  };
  if (window.to < window.from) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected a range whose from is not after its to, got from ${window.from} to ${window.to}.`,
    );
  }
  return window;
}

/** An open end before (after) the data makes an empty window, no inverted one. */
function earlier(day: string, other: string | null | undefined): string {
  return other && other < day ? other : day;
}

function later(day: string, other: string | null | undefined): string {
  return other && other > day ? other : day;
}
