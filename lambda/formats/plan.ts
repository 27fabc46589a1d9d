import { type ImportField, importFields } from '../../graph/imports/mapping.ts';
import type { UploadKind } from '../layout.ts';

/**
 * Columns of particular exports that only their preparation reads, to fill the fields above
 * (pipeline/ingest/prepare).
 */
export const sourceFields = [
  'rowLabel',
  'recordId',
  'parentId',
  'chargeId',
  'category',
  'captured',
  'mode',
  'convertedTotal',
  'convertedRefund',
  'convertedCurrency',
  'customerObject',
  'lineTitle',
  'firstName',
  'lastName',
  'lifetimeSpend',
  'lifetimeOrders',
  'adSet',
  'ad',
  'lineDiscount',
  'lineItems',
  'refundObjects',
] as const;

export type Field = ImportField | (typeof sourceFields)[number];

/** Every field that a file of a kind can fill: what an explicit mapping may name. */
export const fieldsOfKind: Readonly<Record<UploadKind, readonly Field[]>> = importFields;

/** Our field to the file's column, as its header writes it. */
export type Mapping = Readonly<Partial<Record<Field, string>>>;

/** How the bytes of a file are laid out. */
export type Container =
  | {
      readonly type: 'csv';
      readonly delimiter: string;
      /** Lines above the header, as reports have them; absent when the header comes first. */
      readonly preamble?: readonly string[];
    }
  | { readonly type: 'ndjson' }
  | { readonly type: 'parquet' };

/** What the start of a file shows: enough to recognise the format, whatever the layout. */
export interface FileShape {
  readonly container: Container;
  /** Header names in file order, as written. */
  readonly columns: readonly string[];
  /** The first rows, values by column position; a missing value is an empty text. */
  readonly rows: readonly (readonly string[])[];
  /**
   * Columns that hold objects; the values within are columns of their own (`customer.id` of `customer`). As a text an object is
   * no value of anything: a customer with a count of orders would be another one with each.
   */
  readonly nested?: readonly string[];
  /** What the bytes were taken for, where they are no UTF-8 and nothing says so. */
  readonly encoding?: 'Windows-1252';
  /** Codes of the blanks that values of a CSV file could begin or end with; where it is absent, of all that are trimmed. */
  readonly blanks?: readonly number[];
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
  /** Values that hold for every row, because the format says them and no column does. */
  readonly constants?: Readonly<Partial<Record<Field, string>>>;
  /**
   * The currency that an amount's header names, as a code or sign: that of rows whose currency no column says. A row that says
   * another one contradicts it.
   */
  readonly headerCurrency?: string;
  /** How the rows become rows of the kind's fields, where naming columns is not enough. */
  readonly preparation?: PreparationName;
  readonly timeForms?: TimeForms;
  /** How the source writes 01/02/2024 by its documentation; what the values prove comes first. */
  readonly dateOrder?: 'DAY_FIRST' | 'MONTH_FIRST';
  /** What one row of spend covers; absent means its day. */
  readonly period?: SpendPeriod;
}

/**
 * UNIX: seconds or milliseconds since 1970. Otherwise the zone of times without an offset of their own, as it stands behind
 * a time: `UTC` or `+02:00`.
 */
export type TimeForm = 'UNIX' | 'UTC' | `${'+' | '-'}${string}`;

/** How to read time columns whose values alone do not say it. */
export type TimeForms = Readonly<Partial<Record<'orderedAt' | 'updatedAt', TimeForm>>>;

/** The preparations by name: a plan is plain data. */
export type PreparationName =
  | 'shopify-orders'
  | 'shopify-bulk'
  | 'shopify-customers'
  | 'woocommerce-orders'
  | 'stripe-payments'
  | 'stripe-charges'
  | 'stripe-activity'
  | 'credit-notes'
  | 'google-ads'
  | 'meta-ads';

/** The days a row of spend is for, counted from its `day`. */
export interface SpendPeriod {
  readonly unit: 'DAY' | 'WEEK' | 'MONTH';
  /** First and last day of the report, YYYY-MM-DD: the weeks and months at its ends are cut there. */
  readonly from?: string;
  readonly until?: string;
}

/** A format: looks at a file and either claims it with a plan, or says what it misses. */
export interface Format {
  readonly kind: UploadKind;
  /** `given` are columns that the file's owner named: they win over what the header suggests. */
  recognise(shape: FileShape, given?: Mapping): Recognition;
}

export type Recognition =
  | { readonly plan: ImportPlan }
  /** Columns that the format cannot do without, in words for the file's owner. */
  | { readonly missing: readonly string[] };
