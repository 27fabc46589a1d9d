import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultSettings, type Settings } from '../../graph/settings.ts';
import { replaceJson } from './s3/durable-write.ts';
import type { SettingFlags } from './setting-flags.ts';
import { UsageError } from './usage-error.ts';

/** What was imported under another calendar or currency cannot be reread: only a fresh start can change these. */
const fixedAtImport = ['currency', 'timeZone'] as const;

/**
 * The settings of a data folder: what flags say, else what the folder was started with before, else
 * `presets`, else the defaults. They are stored for the next start.
 *
 * @throws UsageError when a flag contradicts what the folder's orders were imported under.
 */
export async function settleSettings(
  directory: string,
  flags: SettingFlags,
  presets: SettingFlags,
): Promise<Settings> {
  const file = join(directory, 'settings.json');
  const stored = await readStored(file);
  for (const name of fixedAtImport) {
    if (stored && flags[name] !== undefined && flags[name] !== stored[name]) {
      throw new UsageError(
        `Expected the ${name} that ${directory} was imported with (${stored[name]}), got ${flags[name]}. Add --fresh to import again.`,
      );
    }
  }
  const settings = { ...defaultSettings, ...presets, ...stored, ...flags };
  await replaceJson(file, settings);
  return settings;
}

async function readStored(file: string): Promise<Settings | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Settings;
  } catch {
    return undefined;
  }
}
