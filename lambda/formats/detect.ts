import type { UploadKind } from '../layout.ts';
import { plainName } from './aliases.ts';
import { genericCustomers } from './generic-customers.ts';
import { genericOrders } from './generic-orders.ts';
import { genericSpend } from './generic-spend.ts';
import { googleAds } from './google-ads.ts';
import { invoiceLines } from './invoice-lines.ts';
import { metaAds } from './meta-ads.ts';
import { suggestion } from './nearest.ts';
import {
  type Field,
  type FileShape,
  type Format,
  fieldsOfKind,
  type ImportPlan,
  type Mapping,
} from './plan.ts';
import { shopifyBulk } from './shopify-bulk.ts';
import { shopifyCustomers } from './shopify-customers.ts';
import { shopifyOrders } from './shopify-orders.ts';
import { stripeActivity } from './stripe-activity.ts';
import { stripeCharges } from './stripe-charges.ts';
import { stripePayments } from './stripe-payments.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { wooCommerceOrders } from './woocommerce-orders.ts';

/** Every known format, the particular before the generic: the first that claims a file reads it. */
const formats: readonly Format[] = [
  shopifyOrders,
  shopifyBulk,
  wooCommerceOrders,
  stripePayments,
  stripeActivity,
  stripeCharges,
  invoiceLines,
  genericOrders,
  googleAds,
  metaAds,
  genericSpend,
  shopifyCustomers,
  genericCustomers,
];

/**
 * Recognises a file by its header names, never by position. A `given` mapping (field to column) wins
 * over what the names suggest, field by field.
 *
 * @throws UnreadableFile naming what the last (most general) format of the kind misses, or what the
 * given mapping names that the file does not have.
 */
export function detect(kind: UploadKind, shape: FileShape, given: Mapping = {}): ImportPlan {
  const told = columnsGiven(kind, shape, given);
  let missing: readonly string[] = [];
  for (const format of formats.filter((candidate) => candidate.kind === kind)) {
    const recognition = format.recognise(shape, told);
    if ('plan' in recognition) {
      return recognition.plan;
    }
    missing = recognition.missing;
  }
  const flag = `--map ${kind === 'orders' ? '' : `${kind}.`}FIELD=COLUMN`;
  throw new UnreadableFile(
    `expected a file of ${kind} with a header line that names ${missing.join(' and ')}; ` +
      `got the columns: ${columnList(shape)}. Rename the columns, or say by a mapping which is which (${flag}, or uploadCreate(mapping)), and upload it again.`,
  );
}

/** The given columns as the header writes them: case, spaces and underscores do not matter. */
function columnsGiven(kind: UploadKind, shape: FileShape, given: Mapping): Mapping {
  const entries = Object.entries(given).map(([field, name]) => {
    if (!fieldsOfKind[kind].includes(field as Field)) {
      throw new UnreadableFile(
        `expected a mapping of the fields ${fieldsOfKind[kind].join(', ')}; got "${field}"${suggestion(field, fieldsOfKind[kind])}`,
      );
    }
    const column =
      shape.columns.find((candidate) => candidate === name) ??
      shape.columns.find((candidate) => plainName(candidate) === plainName(name));
    if (column === undefined) {
      throw new UnreadableFile(
        `expected the mapping of ${field} to name a column of the file; got "${name}", and the file has: ${columnList(shape)}${suggestion(name, shape.columns)}`,
      );
    }
    return [field, column];
  });
  return Object.fromEntries(entries);
}

function columnList({ columns }: FileShape): string {
  return (
    columns
      .map((column) => column.slice(0, 60))
      .slice(0, 40)
      .join(', ') || '(none)'
  );
}
