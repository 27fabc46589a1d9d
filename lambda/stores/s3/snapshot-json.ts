import { parseFittedModel } from '../../../graph/models/fitted-model.ts';
import { defaultSettings } from '../../../graph/settings.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { currentSnapshotKey } from '../../layout.ts';

/** The snapshot id that `snapshots/current.json` names. */
export function parsePointer(json: string): string {
  const { snapshot } = parseObject(currentSnapshotKey, json);
  if (typeof snapshot !== 'string') {
    throw new Error(`${currentSnapshotKey}: expected { snapshot }, got ${json.slice(0, 200)}`);
  }
  return snapshot;
}

/**
 * What queries need of manifest.json and model.json; the rest of the manifest, which grows with the
 * number of files, is dropped. Fields that an older refresh did not write get the value that means
 * "nothing known".
 */
export function parseSnapshot(id: string, manifest: string, model: string | undefined): Snapshot {
  const written = parseObject(`manifest of ${id}`, manifest) as Partial<Snapshot>;
  if (written.id !== id) {
    throw new Error(`manifest of ${id}: expected that id in it, got ${written.id}`);
  }
  if (!written.asOfDay || !written.createdAt) {
    throw new Error(
      `manifest of ${id}: expected asOfDay and createdAt, got ${manifest.slice(0, 200)}`,
    );
  }
  const settings = { ...defaultSettings, ...written.settings };
  return {
    id,
    createdAt: written.createdAt,
    asOfDay: written.asOfDay,
    firstDay: written.firstDay ?? null,
    settings,
    counts: { ...noCounts, ...written.counts },
    totals: { ...noTotals, ...written.totals },
    marginRate: written.marginRate ?? settings.margin,
    model: modelOf(id, written, model),
    alternatives: written.alternatives ?? [],
    calibration: written.calibration ?? [],
    ...(written.former && { former: written.former }),
  };
}

function modelOf(
  id: string,
  written: Partial<Snapshot>,
  json: string | undefined,
): Snapshot['model'] {
  const model = json === undefined ? written.model : parseObject(`model of ${id}`, json);
  if (!model) {
    throw new Error(`model of ${id}: expected model.json, or a model in the manifest, got neither`);
  }
  try {
    return parseFittedModel(model);
  } catch (error) {
    throw new Error(`model of ${id}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

const noCounts: Snapshot['counts'] = {
  customers: 0,
  buyers: 0,
  orders: 0,
  excludedOrders: 0,
  cells: 0,
  buckets: 1,
};

const noTotals: Snapshot['totals'] = { revenue: '0', refunds: '0', grossMargin: '0' };

function parseObject(what: string, json: string): Record<string, unknown> {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) {
    throw new Error(`${what}: expected a JSON object, got ${json.slice(0, 200)}`);
  }
  return value as Record<string, unknown>;
}
