/**
 * The text at a path of a column that holds JSON, as SQL; null where the column holds none. The check
 * comes first, because the engine stops the whole query at a text that is no JSON.
 */
export function jsonText(column: string, path: string): string {
  return `CASE WHEN json_valid("${column}") THEN "${column}" ->> '$.${path}' END`;
}

/**
 * SQL of a relation with a column `element`, the JSON text of each element of the array that a path of a
 * column names, beside the columns of the relation. Rows without one have none.
 */
export function withJsonElements(relation: string, column: string, path: string): string {
  const elements = `CASE WHEN json_valid("${column}") THEN json_extract_string("${column}", '${path}[*]') END`;
  return `(SELECT *, unnest(${elements}) AS element FROM ${relation})`;
}
