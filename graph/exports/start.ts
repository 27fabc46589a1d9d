import type { Context } from '../context.ts';
import { both, checkFilter } from '../customers/filter.ts';
import type { ExportInput, UserError } from '../generated/resolvers.ts';
import { findPopulation } from '../populations/find-population.ts';
import { expandSegments } from '../segments/expand.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { resolveTerms, type Terms } from '../value/terms.ts';
import { mayHold } from '../viewer/access.ts';
import { type Export, isPersonal } from './export.ts';

/** Starts a job, or says what is wrong with it; then nothing is started. */
export async function startExport(
  input: ExportInput,
  context: Context,
): Promise<Export | UserError[]> {
  const { stores, now, viewer } = context;
  const snapshot = await context.snapshot();
  if (!snapshot) {
    return [problem('population', 'Expected a snapshot to export from; import orders first.')];
  }
  checkFilter(input.filter ?? {});
  const terms = resolveTerms(input.terms, snapshot.settings.timeZone);
  const population = input.population ? await findPopulation(input.population, context) : null;
  const problems = [
    ...problemsOf(input, snapshot, terms),
    ...(input.population && !population
      ? [problem('population', `Expected the id of a population, got "${input.population}".`)]
      : []),
    ...(isPersonal(input.fields) && !mayHold(viewer, 'MARKETER')
      ? [problem('fields', 'Expected the role MARKETER for EMAIL and NAME.')]
      : []),
  ];
  if (problems.length > 0) {
    return problems;
  }
  const asked = both(population?.filter, input.filter);
  const filter = asked && (await expandSegments(asked, context.loaders.segmentDefinitions));
  const startedAt = now().toISOString();
  const job = {
    id: context.newId('exp'),
    snapshot: snapshot.id,
    filter,
    fields: input.fields,
    terms,
    currency: snapshot.settings.currency,
    startedAt,
    totalRows: await stores.customers.count(snapshot, filter),
  };
  await stores.exports.start(job);
  return {
    ...job,
    status: 'RUNNING',
    rows: 0,
    bytes: null,
    updatedAt: startedAt,
    finishedAt: null,
    failure: null,
  };
}

function problemsOf({ fields }: ExportInput, snapshot: Snapshot, { asOfDay }: Terms): UserError[] {
  const isTwice = new Set(fields).size < fields.length;
  return [
    ...(fields.length === 0 || isTwice
      ? [problem('fields', 'Expected one field or more, each once.')]
      : []),
    ...(asOfDay !== null && asOfDay < snapshot.asOfDay
      ? [
          problem(
            'terms',
            `Expected asOf not before ${snapshot.asOfDay}, the end of observation, got ${asOfDay}: a line is a customer as of the snapshot. For a past day ask customers { value(terms: { asOf }) }, page by page, or a population's value.`,
          ),
        ]
      : []),
  ];
}

function problem(field: string, message: string): UserError {
  return { field: ['input', field], message, code: 'INVALID' };
}
