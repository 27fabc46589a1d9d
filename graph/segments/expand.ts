import { type CustomerFilter, partsOf } from '../customers/filter.ts';
import { clientError } from '../errors.ts';
import type { SegmentDefinition } from './definition.ts';

/** A filter has this many parts at most, itself and those inside `and`, `or` and `not`. */
export const mostParts = 200;

type Definitions = () => Promise<readonly SegmentDefinition[]>;

/** The filter with its segments replaced by their rules, which is what stores understand. */
export async function expandSegments(
  filter: CustomerFilter,
  definitions: Definitions,
): Promise<CustomerFilter> {
  let parts = 0;
  let namesSegments = false;
  for (const { segments } of partsOf(filter)) {
    parts += 1;
    namesSegments ||= Boolean(segments);
    if (parts > mostParts) {
      throw clientError(
        'BAD_USER_INPUT',
        `Expected a filter of at most ${mostParts} parts, got more. Save a part of it as a segment.`,
      );
    }
  }
  return namesSegments ? replaced(filter, await definitions()) : filter;
}

function replaced(
  filter: CustomerFilter,
  definitions: readonly SegmentDefinition[],
): CustomerFilter {
  const { segments, and, or, not, ...own } = filter;
  const inner = (part: CustomerFilter) => replaced(part, definitions);
  const inSegments = segments
    ? [{ or: segments.map((key) => inner(ruleOf(key, definitions))) }]
    : [];
  return {
    ...own,
    ...(and || segments ? { and: [...(and ?? []).map(inner), ...inSegments] } : {}),
    ...(or ? { or: or.map(inner) } : {}),
    ...(not ? { not: inner(not) } : {}),
  };
}

function ruleOf(key: string, definitions: readonly SegmentDefinition[]): CustomerFilter {
  const found = definitions.find((definition) => definition.key === key);
  if (!found) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected the key of a segment, got ${JSON.stringify(key)}. Query.segments lists them.`,
    );
  }
  return found.filter;
}
