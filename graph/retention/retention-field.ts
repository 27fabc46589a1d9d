import type { Granularity } from '../cohorts/period.ts';
import type { Context } from '../context.ts';
import type { Population } from '../populations/population.ts';
import { checkLevel } from '../value/terms.ts';
import { observedLives } from './population-lives.ts';
import { type RetentionPoint, retentionOf } from './retention.ts';

interface RetentionArguments {
  readonly granularity: Granularity;
  readonly burnInDays: number;
  readonly level: number;
}

/** `Population.retention`. */
export async function retentionField(
  population: Population,
  { granularity, burnInDays, level }: RetentionArguments,
  context: Context,
): Promise<RetentionPoint[]> {
  checkLevel(level);
  const { lives, asOfDay } = await observedLives(population, burnInDays, context);
  return retentionOf(lives, asOfDay, { granularity, level });
}
