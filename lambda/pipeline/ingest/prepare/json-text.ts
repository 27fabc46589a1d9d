/**
 * The text at a path of a column that holds JSON, as SQL; null where the column holds none. The check
 * comes first, because the engine stops the whole query at a text that is no JSON.
 */
export function jsonText(column: string, path: string): string {
  return `CASE WHEN json_valid("${column}") THEN "${column}" ->> '$.${path}' END`;
}
