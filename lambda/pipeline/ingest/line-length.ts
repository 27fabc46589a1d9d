import { createReadStream } from 'node:fs';
import { UnreadableFile } from '../../formats/unreadable-file.ts';

/**
 * Longer lines are refused with their file, because the engine drops a line that its buffer (16 MB, of
 * `jsonLines` in stage.ts) does not hold without a word. One of some megabytes it refuses by its row.
 */
const usualLimit = 15 * 2 ** 20;

const lineFeed = 0x0a;

/**
 * Looks for a line that the reader would lose: reads the file once, and only the ends of its chunks.
 *
 * @throws UnreadableFile naming the limit.
 */
export async function checkLineLength(path: string, limit = usualLimit): Promise<void> {
  let length = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    const bytes = chunk as Uint8Array;
    const first = bytes.indexOf(lineFeed);
    length += first === -1 ? bytes.length : first;
    if (length > limit) {
      throw new UnreadableFile(
        `expected lines of at most ${limit} bytes; got a longer one. The file is damaged, or no table: export it again.`,
      );
    }
    length = first === -1 ? length : bytes.length - 1 - bytes.lastIndexOf(lineFeed);
  }
}
