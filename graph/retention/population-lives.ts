import { truncationDays } from '../acquisition/window.ts';
import type { Context } from '../context.ts';
import { dayNumber } from '../models/season.ts';
import type { Population } from '../populations/population.ts';
import { checkDays } from './curve-days.ts';
import { type Lives, livesBetween } from './lives.ts';

/** A population's lives and the day they end with, without those who came in the burn-in. */
export interface Observed {
  readonly lives: Lives;
  readonly asOfDay: string;
  /** Some of them first bought so soon after the data begins that they may have bought before. */
  readonly isLeftTruncated: boolean;
}

export async function observedLives(
  population: Population,
  burnInDays: number,
  { loaders }: Pick<Context, 'loaders'>,
): Promise<Observed> {
  checkDays('burnInDays', [burnInDays]);
  const { snapshot } = population;
  const all = await loaders.population.lives(population);
  const asOfDay = snapshot?.asOfDay ?? '1970-01-01';
  const dataBegins = dayNumber(snapshot?.firstDay ?? asOfDay);
  const begin = dataBegins + burnInDays;
  const lives = burnInDays > 0 ? livesBetween(all, begin, Number.POSITIVE_INFINITY) : all;
  const isLeftTruncated = lives.firstDay.some((day) => day < dataBegins + truncationDays);
  return { lives, asOfDay, isLeftTruncated };
}
