import { UnreadableFile } from '../../formats/unreadable-file.ts';

/** What another attempt, or more room, may mend: nothing to blame the file for. */
const troubleOfOurs = /^Out of Memory Error|No space left on device|max_temp_directory_size/;

/** Where the function keeps its copy of an upload is nobody else's business. */
const scratchPath = /['"]?\/[^\s'"]*\/clv-[^\s'"]*['"]?/g;

/** After such an error the engine answers nothing more; a damaged file can drive it there. */
const brokenEngine = /^(INTERNAL|FATAL) Error/;

/** What to throw when the engine stops reading a file: its complaint as the reason the import fails with. */
export function readerError(error: unknown, expected: string): unknown {
  const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return troubleOfOurs.test(reason)
    ? error
    : new UnreadableFile(
        `expected ${expected}; the reader stopped with: ${reason.replaceAll(scratchPath, 'the file')}`,
      );
}

/** Whether the same file may be read in another way after this error. */
export function canReadOn(error: unknown): boolean {
  return !(error instanceof Error) || !brokenEngine.test(error.message);
}
