import type { Context } from '../context.ts';
import type { SpendInput, UserError } from '../generated/resolvers.ts';
import type { ImportReport, Reject } from '../imports/import.ts';
import { type Money, money } from '../money.ts';
import { entryProblems } from './entry-problems.ts';
import type { SpendEntry } from './store.ts';

/** One call's most, so that the report of all refused ones fits an item; a file takes any number. */
const maxEntriesPerCall = 250;

interface Payload {
  readonly entries: readonly (Omit<SpendEntry, 'amount'> & { readonly amount: Money })[];
  readonly import: ImportReport | null;
  readonly userErrors: readonly UserError[];
}

/** Records the acceptable ones of a client's entries, and says what is wrong with the others. */
export async function recordSpend(
  inputs: readonly SpendInput[],
  context: Context,
): Promise<Payload> {
  if (inputs.length > maxEntriesPerCall) {
    return nothing([
      {
        field: ['entries'],
        message: `Expected at most ${maxEntriesPerCall} entries, got ${inputs.length}. Send several calls, or a file by uploadCreate.`,
        code: 'TOO_MANY',
      },
    ]);
  }
  const { settings } = (await context.snapshot()) ?? context;
  const limits = { settings, now: context.now() };
  const repeated = repetitions(inputs);
  const checked = inputs.map((input, index) => ({
    input,
    errors: [
      ...entryProblems(input, limits).map(
        (problem): UserError => ({
          ...problem,
          field: ['entries', String(index), problem.field],
        }),
      ),
      ...(repeated.get(index) ?? []),
    ],
  }));
  const userErrors = checked.flatMap(({ errors }) => errors);
  const entries = checked.flatMap(({ input, errors }) =>
    errors.length === 0 ? [entryOf(input)] : [],
  );
  if (entries.length === 0) {
    return nothing(userErrors);
  }
  const refused = checked.flatMap(({ errors: [error] }, index) =>
    error ? [rejectOf(error, index + 1)] : [],
  );
  const report = await context.stores.spend.record(entries, refused);
  const shown = entries.map((entry) => ({
    ...entry,
    amount: money(entry.amount, settings.currency),
  }));
  return { entries: shown, import: report, userErrors };
}

function nothing(userErrors: readonly UserError[]): Payload {
  return { entries: [], import: null, userErrors };
}

/** Two amounts for one thing contradict each other, or were meant to be added: nobody can tell. */
function repetitions(inputs: readonly SpendInput[]): ReadonlyMap<number, readonly UserError[]> {
  const seen = new Map<string, number>();
  return new Map(
    inputs.flatMap((input, index) => {
      const { source, day, channel, campaign, kind } = entryOf(input);
      const name = JSON.stringify([source, day, channel, campaign, kind]);
      const first = seen.get(name);
      seen.set(name, first ?? index);
      return first === undefined
        ? []
        : [
            [
              index,
              [
                {
                  field: ['entries', String(index)],
                  message: `Expected each day, channel, campaign and kind of a source once, got that of entry ${first} again. Send their sum.`,
                  code: 'INVALID' as const,
                },
              ],
            ] as const,
          ];
    }),
  );
}

function entryOf({ source, day, channel, campaign, kind, amount }: SpendInput): SpendEntry {
  return { source, day, channel: channel ?? null, campaign: campaign ?? null, kind, amount };
}

/** Reports are kept, and many of them: no text of a client is kept whole. */
const longestReason = 300;

/** The reason says what stood there. */
function rejectOf({ field, message }: UserError, line: number): Reject {
  const column = field?.[2] ?? null;
  return { line, column, value: null, reason: message.slice(0, longestReason) };
}
