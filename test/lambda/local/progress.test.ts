import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { createProgressLine } from '../../../lambda/local/progress.ts';

function written(isTTY: boolean) {
  const output = new PassThrough({ encoding: 'utf8' });
  // Partial<WriteStream> knows no stream that lacks some of its fields; a terminal is told by isTTY alone.
  const terminal = Object.assign(output, { isTTY }) as unknown as WriteStream;
  const line = createProgressLine(terminal);
  return { line, text: () => String(output.read() ?? '') };
}

test('on a terminal a step shows as a bar that the finished line replaces', () => {
  const { line, text } = written(true);
  line.show({ step: 'orders.csv: read', done: 1, total: 4 });
  line.finish('orders.csv: done');
  expect(text()).toBe(
    `\r  orders.csv: read ${'█'.repeat(6)}${'░'.repeat(18)} 25 %\u001b[K\rorders.csv: done\u001b[K\n`,
  );
});

test('elsewhere only finished steps are written, without control characters', () => {
  const { line, text } = written(false);
  line.show({ step: 'orders.csv: read', done: 1, total: 4 });
  line.finish('orders.csv: done');
  expect(text()).toBe('orders.csv: done\n');
});

test('a step that ran past its total is full, not longer', () => {
  const { line, text } = written(true);
  line.show({ step: 'x', done: 9, total: 4 });
  expect(text()).toContain(`${'█'.repeat(24)} 100 %`);
});
