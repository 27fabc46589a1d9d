import type { Context } from '../context.ts';
import { type CustomerFilter, partsOf } from '../customers/filter.ts';
import type { UserError } from '../generated/resolvers.ts';
import { builtInSegments } from './built-in.ts';
import type { SegmentDefinition } from './definition.ts';
import { mostParts } from './expand.ts';
import { mostSegments } from './store.ts';

export interface SegmentInput {
  readonly key: string;
  readonly label: string;
  readonly filter: CustomerFilter;
}

/** All saved rules together are read in one page of the table, a megabyte. */
const longestRule = 8000;
const longestLabel = 200;
const keyPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Saves a rule, or says what is wrong with it; then nothing is saved. */
export async function saveSegment(
  input: SegmentInput,
  { stores, loaders }: Context,
): Promise<SegmentDefinition | UserError[]> {
  const known = await loaders.segmentDefinitions();
  const problems = [
    ...problemsOf(input),
    ...(isTooMany(input.key, known)
      ? [
          problem(
            null,
            `Expected at most ${mostSegments} saved segments. Delete one first.`,
            'TOO_MANY',
          ),
        ]
      : []),
  ];
  if (problems.length > 0) {
    return problems;
  }
  const filter: CustomerFilter = JSON.parse(JSON.stringify(input.filter));
  const definition = { key: input.key, label: input.label, filter, isBuiltIn: false };
  await stores.segments.save(definition);
  loaders.forgetSegments();
  return definition;
}

/** Deletes a saved rule; the key, or why there is nothing to delete. */
export async function deleteSegment(
  key: string,
  { stores, loaders }: Context,
): Promise<string | UserError[]> {
  if (isBuiltIn(key)) {
    return [problem(['key'], `Expected a saved segment, got ${key}, which is built in.`)];
  }
  const isDeleted = keyPattern.test(key) && (await stores.segments.remove(key));
  loaders.forgetSegments();
  return isDeleted
    ? key
    : [problem(['key'], `Expected the key of a saved segment, got ${key}.`, 'NOT_FOUND')];
}

function problemsOf({ key, label, filter }: SegmentInput): UserError[] {
  const parts = [...partsOf(filter)];
  const named = parts.flatMap(({ segments }) => segments ?? []);
  const checks: readonly (readonly [isWrong: boolean, field: string, message: string])[] = [
    [
      !keyPattern.test(key),
      'key',
      `Expected a key of 1 to 64 letters, digits, - and _, got ${JSON.stringify(key)}.`,
    ],
    [isBuiltIn(key), 'key', `Expected a key of your own, got ${key}, which is built in.`],
    [
      label.trim() === '' || label.length > longestLabel,
      'label',
      `Expected a label of 1 to ${longestLabel} characters, got ${label.length}.`,
    ],
    [
      parts.length > mostParts || JSON.stringify(filter).length > longestRule,
      'filter',
      `Expected a filter of at most ${mostParts} parts and ${longestRule} characters of JSON, got a larger one.`,
    ],
    [
      !named.every(isBuiltIn),
      'filter',
      'Expected no saved segments in a saved filter: a rule on a rule could change unseen. Built in ones are fine.',
    ],
  ];
  return checks.flatMap(([isWrong, field, message]) =>
    isWrong ? [problem(['input', field], message)] : [],
  );
}

function isTooMany(key: string, known: readonly SegmentDefinition[]): boolean {
  const saved = known.filter((definition) => !definition.isBuiltIn);
  return saved.length >= mostSegments && !saved.some((definition) => definition.key === key);
}

function isBuiltIn(key: string): boolean {
  return builtInSegments.some((segment) => segment.key === key);
}

function problem(
  field: readonly string[] | null,
  message: string,
  code: UserError['code'] = 'INVALID',
): UserError {
  return { field, message, code };
}
