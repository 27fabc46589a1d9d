import { runFit } from './fit/run.ts';
import { messageOf } from './message-of.ts';

try {
  process.stdout.write(await runFit(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
