import { expect, test } from 'vitest';
import { eachRun, indexOfCells, type Run } from '../../graph/models/cell-index.ts';
import type { Cells } from '../../graph/models/cells.ts';

const cells: Cells = {
  frequency: Float64Array.of(2, 2, 0, 7, 7, 7, 2),
  recency: Float64Array.of(10, 3, 0, 5.5, 90, 10, 3),
  age: Float64Array.of(10, 40, 10, 90, 90, 40, 3),
  customers: new Float64Array(7).fill(1),
  repeatSpend: new Float64Array(7),
};

test('every cell finds its x, t_x and T among the distinct ones, which ascend', () => {
  const { frequencies, frequencyPlaces, times, ages, recencies } = indexOfCells(cells);
  expect([...frequencies]).toEqual([0, 2, 7]);
  expect([...times]).toEqual([0, 3, 5.5, 10, 40, 90]);
  expect([...frequencyPlaces].map((place) => frequencies[place])).toEqual([...cells.frequency]);
  expect([...ages.places].map((place) => times[place])).toEqual([...cells.age]);
  expect([...recencies.places].map((place) => times[place])).toEqual([...cells.recency]);
});

test('an index counts the cells of each x and knows the first and last of each kind of time', () => {
  const { cellsByFrequency, ages, recencies, times } = indexOfCells(cells);
  expect([...cellsByFrequency]).toEqual([1, 3, 3]);
  expect([times[ages.first], times[ages.last]]).toEqual([3, 90]);
  expect([times[recencies.first], times[recencies.last]]).toEqual([0, 90]);
});

test('runs of one x cover all cells in order', () => {
  const runs: Run[] = [];
  eachRun(indexOfCells(cells), (run) => runs.push(run));
  expect(runs).toEqual([
    { start: 0, end: 2, place: 1 },
    { start: 2, end: 3, place: 0 },
    { start: 3, end: 6, place: 2 },
    { start: 6, end: 7, place: 1 },
  ]);
});

test('an index is made once for the same cells, and an empty one is empty', () => {
  expect(indexOfCells(cells)).toBe(indexOfCells(cells));
  const none = new Float64Array(0);
  const empty = { frequency: none, recency: none, age: none, customers: none, repeatSpend: none };
  expect(indexOfCells(empty).times).toHaveLength(0);
});
