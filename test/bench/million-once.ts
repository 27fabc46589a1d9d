import { millionBench } from './million-bench.ts';

/*
 * What a million customers cost, in a process of its own, so that its memory is theirs alone:
 * `node million-once.ts <folder> <scipy, to compare with it>`.
 */

const [directory = '', peer = ''] = process.argv.slice(2);

await millionBench(directory, peer === 'scipy');
