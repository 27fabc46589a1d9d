import type { Granularity } from '../cohorts/period.ts';
import type { Context } from '../context.ts';
import type { Population } from '../populations/population.ts';
import { checkLevel } from '../value/terms.ts';
import { type Observed, observedLives } from './population-lives.ts';
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
): Promise<(RetentionPoint & Pick<Observed, 'isLeftTruncated'>)[]> {
  checkLevel(level);
  const { lives, asOfDay, isLeftTruncated } = await observedLives(population, burnInDays, context);
  const points = retentionOf(lives, asOfDay, { granularity, level });
  return points.map((point) => ({ ...point, isLeftTruncated }));
}
