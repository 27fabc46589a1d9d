import { expect, test } from 'vitest';
import { messageOf } from '../../../lambda/local/message-of.ts';
import { printable } from '../../../lambda/local/printable.ts';
import { UsageError } from '../../../lambda/local/usage-error.ts';

test('control characters are written out, any other text is as it was', () => {
  expect(printable('a\u001b[2Jb\u009b\r\n\u007f')).toBe('a\\u001b[2Jb\\u009b\\u000d\\u000a\\u007f');
  expect(printable('Größe ← 総額 🙂')).toBe('Größe ← 総額 🙂');
});

test('a message about a column cannot command the terminal', () => {
  expect(messageOf(new UsageError('no column \u001b[31mred\nor so'))).toBe(
    'no column \\u001b[31mred or so',
  );
  expect(messageOf(new Error('\u001b[31m'))).toMatch(/^Error: \\u001b\[31m\n {4}at /);
});
