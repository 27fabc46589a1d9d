import type { Mapping } from '../../formats/plan.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import { mappingKey } from '../../layout.ts';
import type { ObjectStore } from '../../stores/s3/object-store.ts';
import type { UploadedFile } from './uploaded-file.ts';

/**
 * The columns that the file's owner named: with the event, or in the object stored beside the upload.
 * Whether the fields and columns exist is for `detect` to say.
 *
 * @throws UnreadableFile when the stored mapping is none.
 */
export async function givenMapping(
  objects: Pick<ObjectStore, 'readText'>,
  { key, mapping }: Pick<UploadedFile, 'key' | 'mapping'>,
): Promise<Mapping> {
  if (mapping) {
    return mapping;
  }
  const stored = await objects.readText(mappingKey(key));
  return stored ? parsed(stored.text) : {};
}

function parsed(text: string): Mapping {
  const value = jsonOf(text);
  if (!isTexts(value)) {
    throw new UnreadableFile(
      `expected the mapping of this upload to be a JSON object of fields and column names; got ${text.slice(0, 100)}`,
    );
  }
  return value;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((column) => typeof column === 'string')
  );
}
