import { UnreadableFile } from '../formats/unreadable-file.ts';
import { runFit } from './fit/run.ts';
import { UsageError } from './usage-error.ts';

try {
  process.stdout.write(await runFit(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}

/** What a user can mend is one line; anything else is a defect, and shows where. */
function messageOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof UnreadableFile) {
    return error.message.replaceAll('\n', ' ');
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
