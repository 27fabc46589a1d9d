import type { Database } from '../../engines/duckdb/database.ts';
import { shapeOfText } from '../../formats/file-shape.ts';
import type { FileShape } from '../../formats/plan.ts';
import { isJsonArray, unwrapJsonArray } from './json-array.ts';
import { hasReturnsAlone, levelLineEnds } from './line-ends.ts';
import { dropLines } from './preamble.ts';
import { shapeOfParquet } from './stage.ts';
import { normaliseFile, textSample } from './text-file.ts';
import { scanText } from './text-scan.ts';

/**
 * What formats are recognised by. Changes the file in place: unpacked, in UTF-8, and with the header in
 * its first line.
 *
 * @throws UnreadableFile when it is no table.
 */
export async function shapeOfFile(database: Database, path: string): Promise<FileShape> {
  const layout = await normaliseFile(path);
  if (layout === 'parquet') {
    return shapeOfParquet(database, path);
  }
  if (isJsonArray((await textSample(path)).text)) {
    await unwrapJsonArray(path);
  }
  if (hasReturnsAlone((await textSample(path)).text)) {
    await levelLineEnds(path);
  }
  const blanks = await scanText(path);
  const { text, isWhole } = await textSample(path);
  const shape = shapeOfText(text, isWhole);
  if (shape.container.type === 'csv' && shape.container.preamble) {
    await dropLines(path, shape.container.preamble.length);
  }
  return {
    ...shape,
    ...(shape.container.type === 'csv' ? { blanks } : {}),
    ...(layout === 'text' ? {} : { encoding: layout }),
  };
}
