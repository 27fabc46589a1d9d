import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lineShifts } from '../../../lambda/pipeline/ingest/line-shifts.ts';

async function shiftsOf(text: string, blankIsRecord = false) {
  const folder = await mkdtemp(join(tmpdir(), 'lines-'));
  try {
    await writeFile(join(folder, 'file'), text);
    return await lineShifts(join(folder, 'file'), { delimiter: ',', blankIsRecord });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a file of one line a record has no entry', async () => {
  expect(await shiftsOf('a,b\n1,"2"\n3,5" pipe\n')).toEqual([]);
});

test('a quoted line break moves the records after it', async () => {
  expect(await shiftsOf('a,b\n1,"x\r\n""y"",\nz"\n3,4\n')).toEqual([
    { record: 3, shift: 2, blanks: 0 },
  ]);
});

test('blank lines are lines but no records', async () => {
  expect(await shiftsOf('a,b\r\n\r\n1,2\r\n\r\n')).toEqual([
    { record: 2, shift: 1, blanks: 1 },
    { record: 3, shift: 2, blanks: 2 },
  ]);
});

test('in a file of one column a blank line is a record', async () => {
  expect(await shiftsOf('a\n\n1\n', true)).toEqual([]);
});
