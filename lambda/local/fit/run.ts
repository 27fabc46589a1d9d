import { writeFile } from 'node:fs/promises';
import { openDatabase } from '../../engines/duckdb/database.ts';
import { UsageError } from '../usage-error.ts';
import { analyse } from './analyse.ts';
import { fitDocument } from './document.ts';
import { type FitOptions, fitHelp, parseFitOptions } from './options.ts';
import { readOrders } from './read-orders.ts';
import { fitReportText } from './report.ts';

/**
 * What `npm run fit` prints for a command line.
 *
 * @throws UsageError or UnreadableFile whose message tells the user what to mend.
 */
export async function runFit(argv: readonly string[]): Promise<string> {
  const options = parseFitOptions(argv);
  if (!options) {
    return fitHelp;
  }
  const database = await openDatabase();
  try {
    const read = await readOrders(database, options);
    const analysis = await analyse(database, options);
    await save(options, JSON.stringify(analysis.fitted));
    return options.isJson
      ? `${JSON.stringify(fitDocument(options, read, analysis), null, 2)}\n`
      : fitReportText(options, read, analysis);
  } finally {
    await database.close();
  }
}

async function save({ save: path }: FitOptions, text: string): Promise<void> {
  if (path === undefined) {
    return;
  }
  try {
    await writeFile(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new UsageError(`Expected --save to be a file that can be written, got ${reason}.`);
  }
}
