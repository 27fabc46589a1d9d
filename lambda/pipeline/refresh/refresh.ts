import { builtInSegments } from '../../../graph/segments/built-in.ts';
import { type SegmentDefinition, segmentName } from '../../../graph/segments/definition.ts';
import { expandSegments } from '../../../graph/segments/expand.ts';
import { openDatabase, threadsFor } from '../../engines/duckdb/database.ts';
import { deltaPrefix, lakeKinds } from '../../layout.ts';
import type { ObjectStore } from '../../stores/s3/object-store.ts';
import { buildSnapshot } from './build-snapshot.ts';
import { cleanUp, removeSnapshot } from './clean-up.ts';
import { type Current, readCurrent, readPointer } from './current.ts';
import type { Manifest } from './manifest.ts';
import type { RefreshOptions, RefreshOutcome } from './options.ts';
import { type ListedDelta, planRefresh } from './plan.ts';
import { publish } from './publish.ts';
import { snapshotId } from './snapshot-id.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/**
 * Publishes a snapshot of the lake: compact, summarise, fit, score, rank and roll up, publish.
 *
 * Without a new delta or a changed setting the served snapshot is the answer and no other is made. The
 * pointer flips last, so a crash anywhere leaves the former snapshot served, and the next refresh
 * starts from it as this one did.
 */
export async function refresh(options: RefreshOptions): Promise<RefreshOutcome> {
  const { store, settings, databaseOptions } = options;
  const former = await readCurrent(store);
  const segments = await segmentsOf(options);
  const names = segments.map(segmentName);
  const { deltas, bytes } = await listDeltas(store);
  const plan = planRefresh(former?.manifest, deltas, settings, names);
  const threads = threadsFor(bytes + sizeOf(former?.manifest));
  const database = await openDatabase({ threads, ...databaseOptions });
  try {
    const workspace = openWorkspace(database, store);
    if (former && !plan.hasNews) {
      await tidy(workspace, options, { ...former.manifest, consumed: plan.consumed });
      return { snapshot: former.manifest.id, isNew: false };
    }
    const startedAt = options.clock();
    const id = snapshotId(startedAt, options.newSuffix());
    const build = () =>
      buildSnapshot(workspace, {
        ...options,
        id,
        startedAt,
        plan,
        segments,
        former: former?.manifest,
      });
    const manifest = await publishOrRemove(options, { id, former, build });
    if (!manifest) {
      return { superseded: true };
    }
    await tidy(workspace, options, manifest);
    return { snapshot: id, isNew: true };
  } finally {
    await database.close();
  }
}

/** All segments by name, built in ones too, their rules free of other segments. */
async function segmentsOf({ savedSegments }: RefreshOptions): Promise<SegmentDefinition[]> {
  const definitions = [...builtInSegments, ...((await savedSegments?.()) ?? [])];
  return Promise.all(
    definitions.map(async (definition) => ({
      ...definition,
      filter: await expandSegments(definition.filter, async () => builtInSegments),
    })),
  );
}

async function listDeltas(
  store: ObjectStore,
): Promise<{ readonly deltas: readonly ListedDelta[]; readonly bytes: number }> {
  const deltas: ListedDelta[] = [];
  let total = 0;
  for (const kind of lakeKinds) {
    for await (const { key, etag, bytes } of store.list(deltaPrefix(kind))) {
      deltas.push({ kind, key, etag });
      total += bytes;
    }
  }
  return { deltas, bytes: total };
}

/** Bytes of a snapshot and the base it rests on. */
function sizeOf(manifest: Manifest | undefined): number {
  return (manifest?.files ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
}

interface Attempt {
  readonly id: string;
  readonly former: Current | undefined;
  readonly build: () => Promise<Manifest>;
}

/** Undefined when another refresh was faster; nothing of this one is left then. */
async function publishOrRemove(
  { store, onProgress }: RefreshOptions,
  { id, former, build }: Attempt,
): Promise<Manifest | undefined> {
  const manifest = await build().catch(async (error: unknown) => {
    // A removal that fails as well must not hide why; the clean-up of a later refresh finds the rest.
    await removeSnapshot(store, id).catch(() => undefined);
    // What this refresh was reading may have been cleaned up after a faster one.
    if ((await readPointer(store))?.etag === former?.etag) {
      throw error;
    }
  });
  if (!manifest) {
    return undefined;
  }
  onProgress?.('PUBLISH');
  if (await publish(store, manifest, former)) {
    return manifest;
  }
  await removeSnapshot(store, id);
  return undefined;
}

async function tidy(
  workspace: Workspace,
  { store, recents, clock, onProgress, onCleanUpFailure }: RefreshOptions,
  manifest: Manifest,
): Promise<void> {
  onProgress?.('CLEAN_UP');
  try {
    await cleanUp(workspace, { store, recents, manifest, now: clock() });
  } catch (error) {
    onCleanUpFailure?.(error);
  }
}
