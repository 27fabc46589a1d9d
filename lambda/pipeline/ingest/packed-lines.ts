import type { ImportPlan } from '../../formats/plan.ts';
import { amountSql } from './amounts.ts';

/**
 * Whether the lines of an order are packed into one value. Columns of their own come first: they are a
 * row a line.
 */
export function hasPackedLines({ mapping }: Pick<ImportPlan, 'mapping'>): boolean {
  return mapping.lineItems !== undefined && !(mapping.product ?? mapping.productName);
}

/**
 * The lines that WooCommerce's export packs into one value, `name:Mug|sku:M1|quantity:2|total:9.00;name:…`,
 * as a list in the form of `lineSql`. What is no such text, or has a quantity that is no number, has no lines.
 */
export function packedLinesSql(column: string, decimalMark: ImportPlan['decimalMark']): string {
  const part = (name: string) =>
    `nullif(trim(regexp_extract(item, '(?:^|[|])${name}:([^|]*)', 1)), '')`;
  const product = `coalesce(${['sku', 'product_id', 'name'].map(part).join(', ')})`;
  const quantity = `CASE WHEN ${part('quantity')} IS NULL THEN 1 ELSE ${amountSql(part('quantity'), decimalMark)} END`;
  const lines = `list_filter(list_transform(string_split(${column}, ';'), lambda item: struct_pack(
    product := ${product}, name := ${part('name')}, quantity := ${quantity},
    amount := ${amountSql(part('total'), decimalMark)})), lambda line: line.product IS NOT NULL)`;
  return `CASE WHEN len(list_filter(${lines}, lambda line: line.quantity IS NULL)) = 0 THEN ${lines} END`;
}
