import { enableCompileCache } from 'node:module';
import { messageOf } from './message-of.ts';

// Before the models and the engine are loaded: with what an earlier fit compiled, the next begins sooner.
enableCompileCache();

try {
  const { runFit } = await import('./fit/run.ts');
  process.stdout.write(await runFit(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
