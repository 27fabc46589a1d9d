import { findCohort } from '../cohorts/cohort.ts';
import type { Context } from '../context.ts';
import { fromGlobalId } from '../global-id.ts';
import { findProduct } from '../products/product.ts';
import { findSegment } from '../segments/segment.ts';
import { findIndexed } from './indexed.ts';
import { businessKey, businessOf, type Population } from './population.ts';

/** The population that a global id names; null when it names none, or something else. */
export async function findPopulation(id: string, context: Context): Promise<Population | null> {
  const { type, key } = fromGlobalId(id) ?? { type: undefined, key: '' };
  switch (type) {
    case 'Business':
      return key === businessKey ? businessOf(await context.snapshot()) : null;
    case 'Segment':
      return findSegment(key, context);
    case 'Cohort':
      return findCohort(key, context);
    case 'Product':
      return findProduct(key, context);
    case 'Channel':
      return findIndexed('CHANNEL', key, context);
    case 'Campaign':
      return findIndexed('CAMPAIGN', key, context);
    case 'Country':
      return findIndexed('COUNTRY', key, context);
    default:
      return null;
  }
}
