import { describe, expect, test } from 'vitest';
import {
  compareUtf8,
  groupsOfKeys,
  rowsOfKey,
} from '../../../lambda/stores/s3/row-group-search.ts';

const column = (...values: string[]) => values.map((value) => Buffer.from(value));

describe('groupsOfKeys', () => {
  const spans = [
    { min: 'b', max: 'd' },
    { min: 'd', max: 'd' },
    { min: 'd', max: 'f' },
    { min: 'g', max: 'm' },
  ];

  test('a key that spans several groups names them all', () => {
    expect(groupsOfKeys(spans, ['d'])).toEqual([0, 1, 2]);
  });

  test('keys between, before and after the groups name none', () => {
    expect(groupsOfKeys(spans, ['a', 'fz', 'z'])).toEqual([]);
  });

  test('several keys of one group name it once', () => {
    expect(groupsOfKeys(spans, ['h', 'g', 'm'])).toEqual([3]);
  });

  test('a group without statistics may hold any key', () => {
    expect(groupsOfKeys([{ min: undefined, max: undefined }], ['x'])).toEqual([0]);
  });
});

describe('rowsOfKey', () => {
  test('a key has the rows between the first and the last of its kind', () => {
    expect(rowsOfKey(column('a', 'b', 'b', 'c'), 'b')).toEqual({ from: 1, to: 3 });
  });

  test('an absent key has an empty run', () => {
    expect(rowsOfKey(column('a', 'c'), 'b')).toEqual({ from: 1, to: 1 });
  });
});

test('text is compared by its UTF-8 bytes, as the engines do, not by UTF-16 units', () => {
  expect(compareUtf8('\u{1f600}', '\ufffd')).toBe(1);
  expect('\u{1f600}' < '\ufffd').toBe(true);
});
