import type { UploadKind } from '../layout.ts';

/** What an orders file can tell of a row; each is a column or absent. */
export const orderFields = [
  'orderId',
  'customerId',
  'email',
  'phone',
  'name',
  'country',
  'orderedAt',
  'updatedAt',
  'gross',
  'total',
  'lineTotal',
  'unitPrice',
  'quantity',
  'product',
  'productName',
  'currency',
  'status',
  'test',
  'cancelledAt',
  'discount',
  'refund',
  'tax',
  'shipping',
  'cost',
  'channel',
  'campaign',
  'coupon',
] as const;

export const spendFields = [
  'day',
  'channel',
  'campaign',
  'amount',
  'currency',
  'spendKind',
] as const;

export const customerFields = [
  'customerId',
  'email',
  'phone',
  'name',
  'country',
  'referredBy',
  'updatedAt',
] as const;

export type Field =
  | (typeof orderFields)[number]
  | (typeof spendFields)[number]
  | (typeof customerFields)[number];

/** Our field to the file's column, as its header writes it. */
export type Mapping = Readonly<Partial<Record<Field, string>>>;

/** How the bytes of a file are laid out. */
export type Container =
  | { readonly type: 'csv'; readonly delimiter: string }
  | { readonly type: 'ndjson' }
  | { readonly type: 'parquet' };

/** What the start of a file shows: enough to recognise the format, whatever the layout. */
export interface FileShape {
  readonly container: Container;
  /** Header names in file order, as written. */
  readonly columns: readonly string[];
  /** The first rows, values by column position; a missing value is an empty text. */
  readonly rows: readonly (readonly string[])[];
}

/** How to read a file: plain data that the importer turns into SQL. */
export interface ImportPlan {
  readonly kind: UploadKind;
  /** Recognised format, for example `generic-csv`. */
  readonly format: string;
  /** 0 to 1: share of the needed columns that the header names beyond doubt. */
  readonly confidence: number;
  readonly container: Container;
  readonly columns: readonly string[];
  readonly mapping: Mapping;
  /** First half of an order key; the same for every export of one system, so that re-exports meet. */
  readonly source: string;
  /** The character before the decimals; the other one may separate thousands. */
  readonly decimalMark: '.' | ',';
}

/** A format: looks at a file and either claims it with a plan, or says what it misses. */
export interface Format {
  readonly kind: UploadKind;
  recognise(shape: FileShape): Recognition;
}

export type Recognition =
  | { readonly plan: ImportPlan }
  /** Columns that the format cannot do without, in words for the file's owner. */
  | { readonly missing: readonly string[] };
