import type { Database } from '../../engines/duckdb/database.ts';
import { shapeOfText } from '../../formats/file-shape.ts';
import type { FileShape } from '../../formats/plan.ts';
import { dropLines } from './preamble.ts';
import { shapeOfParquet } from './stage.ts';
import { normaliseFile, textSample } from './text-file.ts';

/**
 * What formats are recognised by. Changes the file in place: unpacked, in UTF-8, and with the header in
 * its first line.
 *
 * @throws UnreadableFile when it is no table.
 */
export async function shapeOfFile(database: Database, path: string): Promise<FileShape> {
  if ((await normaliseFile(path)) === 'parquet') {
    return shapeOfParquet(database, path);
  }
  const { text, isWhole } = await textSample(path);
  const shape = shapeOfText(text, isWhole);
  if (shape.container.type === 'csv' && shape.container.preamble) {
    await dropLines(path, shape.container.preamble.length);
  }
  return shape;
}
