import { type Exclusion, exclusions } from '../orders/order.ts';

type ImportStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/**
 * The report of one file (or live batch). Every row read is accounted for:
 * rowsRead = rowsKept + rowsMerged + rowsExcluded + rowsRejected.
 */
export interface ImportReport {
  readonly id: string;
  readonly fileName: string;
  readonly kind: 'orders' | 'spend' | 'customers';
  /** Recognised format, for example 'generic-csv'; null while unknown. */
  readonly format: string | null;
  /** 0 to 1: share of the columns a format needs that the header names beyond doubt. */
  readonly confidence: number | null;
  /** Our field to the file's column. */
  readonly mapping: Readonly<Record<string, string>>;
  readonly status: ImportStatus;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly rowsRead: number;
  /** Rows that became a record of their own. */
  readonly rowsKept: number;
  /** Rows that were joined to another row's record: further lines or payments, or a version that a later one replaced. */
  readonly rowsMerged: number;
  /** Rows in the lake that do not count as a purchase, by reason. */
  readonly rowsExcluded: number;
  readonly rowsRejected: number;
  readonly excludedByReason: Readonly<Partial<Record<Exclusion, number>>>;
  /** Sums by the source's own amount column against ours, decimal texts; null when not about money. */
  readonly totals: ImportTotals | null;
  /** Rows that are no records of their own, by reason, with their amounts; absent when there are none. */
  readonly explanations?: readonly Explanation[];
  /** What was read on an assumption that its owner should know of; absent when there was none. */
  readonly warnings?: readonly ImportWarning[];
  /** Records new or changed by this import: orders, profiles or spend entries. */
  readonly records: number;
  /** The first refused rows; the rest is in the rejects file. */
  readonly firstRejects: readonly Reject[];
  /** Why the whole file failed; null otherwise. */
  readonly failure: string | null;
}

/** source = kept + excluded + rejected + the amounts of the report's explanations; rows refused for their currency are in none. */
export interface ImportTotals {
  readonly currency: string;
  readonly source: string;
  readonly kept: string;
  readonly excluded: string;
  readonly rejected: string;
  /** Refused rows in other currencies: sums of their own, in none of the figures above. */
  readonly otherCurrencies?: readonly { readonly currency: string; readonly amount: string }[];
}

type ImportWarningCode =
  | 'UNKNOWN_STATUS'
  | 'DUPLICATE_COLUMNS'
  | 'NO_ROWS'
  | 'ENCODING_ASSUMED'
  | 'REFUND_DATES_UNUSED'
  | 'CUSTOMERS_DIFFER';

/** Something that was taken for granted, and perhaps wrongly. */
export interface ImportWarning {
  readonly code: ImportWarningCode;
  /** What arrived, and what it was taken for. */
  readonly message: string;
  /** Rows, orders or refunds concerned; null when it is the file as a whole. */
  readonly rows: number | null;
}

/** Why totals by the file's own columns differ from ours: refunds as rows, sums in the footer. */
export interface Explanation {
  readonly reason: string;
  readonly rows: number;
  /** As the file counts it, a decimal text; null where it is no part of the file's own total. */
  readonly amount: string | null;
}

/** A row that could not be accepted, or the file line it stood on. */
export interface Reject {
  /** 1-based line of the file where the row starts; the header is line 1. */
  readonly line: number;
  readonly column: string | null;
  readonly value: string | null;
  readonly reason: string;
}

/** Excluded rows by reason, in the order of the reasons, without the empty ones. */
export function exclusionCounts({
  excludedByReason,
}: ImportReport): { readonly reason: Exclusion; readonly rows: number }[] {
  return exclusions.flatMap((reason) => {
    const rows = excludedByReason[reason];
    return rows ? [{ reason, rows }] : [];
  });
}

/** An explanation that is part of the difference between the file's total and ours. */
export interface Difference extends Explanation {
  readonly amount: string;
}

/** What makes the file's own total differ from kept + excluded + rejected: their sum is the difference. */
export function differencesOf({ totals, explanations = [] }: ImportReport): Difference[] {
  return totals === null
    ? []
    : explanations.flatMap((explanation) =>
        explanation.amount === null ? [] : [{ ...explanation, amount: explanation.amount }],
      );
}
