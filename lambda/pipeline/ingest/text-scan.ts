import { UnreadableFile } from '../../formats/unreadable-file.ts';
import { fileChunks } from './file-chunks.ts';

/**
 * Longer lines are refused with their file, because the engine drops a line that its buffer (16 MB, of
 * `jsonLines` in stage.ts) does not hold without a word. One of some megabytes it refuses by its row.
 */
const usualLimit = 15 * 2 ** 20;

const lineFeed = 0x0a;

/**
 * Bytes that show that a value of a table may begin or end with a blank other than a space, and the code of that blank. A line feed
 * ends a line unless there are quotes; a no-break space is C2 A0 in UTF-8.
 */
const signs = [
  { byte: 0x09, blank: 0x09 },
  { byte: 0x0d, blank: 0x0d },
  { byte: 0x22, blank: lineFeed },
  { byte: 0xa0, blank: 0xa0 },
] as const;

const space = 0x20;

/**
 * Looks at every byte of a text file: for a line that the reader would lose, and for the blanks that its values could begin or end
 * with, whose codes it returns.
 *
 * @throws UnreadableFile naming the limit when a line is longer.
 */
export async function scanText(path: string, limit = usualLimit): Promise<readonly number[]> {
  const blanks = new Set<number>([space]);
  let length = 0;
  for await (const bytes of fileChunks(path)) {
    const first = bytes.indexOf(lineFeed);
    length += first === -1 ? bytes.length : first;
    if (length > limit) {
      throw new UnreadableFile(
        `expected lines of at most ${limit} bytes; got a longer one. The file is damaged, or no table: export it again.`,
      );
    }
    length = first === -1 ? length : bytes.length - 1 - bytes.lastIndexOf(lineFeed);
    for (const { byte, blank } of signs) {
      if (!blanks.has(blank) && bytes.includes(byte)) {
        blanks.add(blank);
      }
    }
  }
  return [...blanks];
}
