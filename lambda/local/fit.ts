import { writeFile } from 'node:fs/promises';
import { openDatabase } from '../engines/duckdb/database.ts';
import { UnreadableFile } from '../formats/unreadable-file.ts';
import { analyse } from './fit/analyse.ts';
import { fitDocument } from './fit/document.ts';
import { type FitOptions, fitHelp, parseFitOptions } from './fit/options.ts';
import { readOrders } from './fit/read-orders.ts';
import { fitReportText } from './fit/report.ts';
import { UsageError } from './options.ts';

/** What a user can mend is one line; anything else is a defect, and shows where. */
await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});

async function main(argv: readonly string[]): Promise<void> {
  const options = parseFitOptions(argv);
  process.stdout.write(options ? await run(options) : fitHelp);
}

async function run(options: FitOptions): Promise<string> {
  const database = await openDatabase();
  try {
    const read = await readOrders(database, options);
    const analysis = await analyse(database, options);
    if (options.save !== undefined) {
      await save(options.save, JSON.stringify(analysis.fitted));
    }
    return options.isJson
      ? `${JSON.stringify(fitDocument(options, read, analysis), null, 2)}\n`
      : fitReportText(options, read, analysis);
  } finally {
    await database.close();
  }
}

async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new UsageError(`Expected --save to be a file that can be written, got ${reason}.`);
  }
}

function messageOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof UnreadableFile) {
    return error.message.replaceAll('\n', ' ');
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
