import { clientError } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { toGlobalId } from '../global-id.ts';
import { money } from '../money.ts';
import {
  connection,
  decodeCursor,
  encodeCursor,
  given,
  invalidCursor,
  pageSize,
} from '../pagination.ts';
import { fileNameProblem } from './file-name.ts';
import { differencesOf, exclusionCounts, type ImportReport, type ImportTotals } from './import.ts';
import { type ColumnMapping, type ImportField, mappingProblems } from './mapping.ts';

export const importResolvers: Resolvers = {
  Query: {
    imports: async (_parent, input, { stores }) => {
      const { limit } = pageSize(input);
      const after = given(input.after) ? textOf(input.after, 'imports') : undefined;
      const { reports, next } = await stores.imports.list(limit, after);
      const edges = reports.map((node) => ({
        node,
        cursor: encodeCursor({ l: 'imports', k: `${node.startedAt}#${node.id}` }),
      }));
      return connection(edges, {
        hasNextPage: next !== undefined,
        hasPreviousPage: after !== undefined,
      });
    },
  },
  Mutation: {
    uploadCreate: async (_parent, input, { stores }) => {
      const { fileName } = input;
      const kind = kindNames[input.kind];
      const mapping = withoutNulls(input.mapping ?? {});
      const problem = fileNameProblem(fileName);
      const userErrors = [
        ...(problem ? [{ field: ['fileName'], message: problem }] : []),
        ...mappingProblems(kind, mapping).map(({ field, message }) => ({
          field: ['mapping', field],
          message,
        })),
      ].map((error) => ({ ...error, code: 'INVALID' as const }));
      if (userErrors.length > 0) {
        return { upload: null, userErrors };
      }
      const target = await stores.imports.createUpload({ kind, fileName, mapping });
      return { upload: { ...target, method: 'PUT' }, userErrors: [] };
    },
  },
  Import: {
    id: ({ id }) => toGlobalId('Import', id),
    kind: ({ kind }) => importKinds[kind],
    excluded: (report) => exclusionCounts(report),
    totals: (report) => report.totals && totalsOf(report, report.totals),
    explanations: ({ explanations = [] }) => [...explanations],
    warnings: ({ warnings = [] }) => [...warnings],
    rejects: (report, { first, offset }, { stores }) => {
      const { limit } = pageSize({ first });
      if (offset < 0) {
        throw clientError('BAD_USER_INPUT', `Expected offset to be 0 or more, got ${offset}.`);
      }
      const isInline = offset + limit <= report.firstRejects.length;
      const isAll = report.firstRejects.length >= report.rowsRejected;
      return isInline || isAll
        ? [...report.firstRejects.slice(offset, offset + limit)]
        : stores.imports.rejects(report.id, offset, limit);
    },
  },
};

function totalsOf(report: ImportReport, totals: ImportTotals) {
  const inReports = (amount: string) => money(amount, totals.currency);
  return {
    source: inReports(totals.source),
    kept: inReports(totals.kept),
    excluded: inReports(totals.excluded),
    rejected: inReports(totals.rejected),
    differences: differencesOf(report).map((one) => ({ ...one, amount: inReports(one.amount) })),
    rejectedInOtherCurrencies: (totals.otherCurrencies ?? []).map(({ currency, amount }) =>
      money(amount, currency),
    ),
  };
}

const importKinds = { orders: 'ORDERS', spend: 'SPEND', customers: 'CUSTOMERS' } as const;
const kindNames = { ORDERS: 'orders', SPEND: 'spend', CUSTOMERS: 'customers' } as const;

function withoutNulls(
  mapping: Readonly<Partial<Record<ImportField, string | null>>>,
): ColumnMapping {
  return Object.fromEntries(Object.entries(mapping).filter(([, column]) => column !== null));
}

/** The place a cursor of this list names. */
function textOf(cursor: string, binding: string): string {
  const { l, k } = decodeCursor(cursor);
  if (l !== binding || typeof k !== 'string') {
    throw invalidCursor(cursor);
  }
  return k;
}
