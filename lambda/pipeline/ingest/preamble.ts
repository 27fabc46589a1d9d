import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const lineFeed = 0x0a;

/** Removes the first lines of a file in place, so that its header comes first. */
export async function dropLines(path: string, count: number): Promise<void> {
  const shortened = `${path}.table`;
  await pipeline(createReadStream(path), behindLines(count), createWriteStream(shortened));
  await rename(shortened, path);
}

function behindLines(count: number) {
  return async function* (chunks: AsyncIterable<Uint8Array>) {
    let left = count;
    for await (const chunk of chunks) {
      let start = 0;
      while (left > 0 && start < chunk.length) {
        const end = chunk.indexOf(lineFeed, start);
        start = end === -1 ? chunk.length : end + 1;
        left -= end === -1 ? 0 : 1;
      }
      yield chunk.subarray(start);
    }
  };
}
