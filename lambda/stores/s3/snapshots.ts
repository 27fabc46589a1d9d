import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import type { SnapshotStore } from '../../../graph/snapshots/store.ts';
import { currentSnapshotKey, snapshotFiles, snapshotPrefix } from '../../layout.ts';
import { createByteCache } from './byte-cache.ts';
import type { S3Reader } from './reader.ts';
import { parsePointer, parseSnapshot } from './snapshot-json.ts';

export interface SnapshotsOptions {
  readonly reader: S3Reader;
  readonly startRefresh: SnapshotStore['startRefresh'];
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** How long the pointer is taken for current before S3 is asked again; 1 s unless told. */
  readonly revalidateMs?: number;
}

interface Served {
  readonly eTag: string | undefined;
  readonly snapshot: Snapshot | undefined;
}

/** Manifests and models of past snapshots that cursors may still point into; each some 100 KB. */
const keptBytes = 4 << 20;

/**
 * Snapshots by the pointer and by id. A pointer that has not changed costs one conditional GET each
 * `revalidateMs`; a snapshot costs two GETs once.
 */
export function s3Snapshots(options: SnapshotsOptions): SnapshotStore {
  const { reader, startRefresh, now = Date.now, revalidateMs = 1000 } = options;
  const known = createByteCache<Snapshot>(keptBytes);
  let served: Served | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<Served> | undefined;

  const get = (id: string) => (isSnapshotId(id) ? load(id) : Promise.resolve(undefined));

  async function load(id: string): Promise<Snapshot | undefined> {
    try {
      return await known.load(id, () => readSnapshot(reader, id));
    } catch (error) {
      // Not kept, because a snapshot may yet be published under the id.
      if (error instanceof NoSnapshot) {
        return undefined;
      }
      throw error;
    }
  }

  async function check(): Promise<Served> {
    const startedAt = now();
    const answer = await readPointer(reader, served?.eTag);
    if (answer !== 'unchanged' || !served) {
      served =
        answer === 'unchanged' ? { eTag: undefined, snapshot: undefined } : await follow(answer);
    }
    checkedAt = startedAt;
    return served;
  }

  async function follow(pointer: PointerAnswer): Promise<Served> {
    if (!pointer) {
      return { eTag: undefined, snapshot: undefined };
    }
    const snapshot = await get(pointer.id);
    if (!snapshot) {
      throw new Error(`${currentSnapshotKey} names snapshot ${pointer.id}, which has no manifest`);
    }
    return { eTag: pointer.eTag, snapshot };
  }

  return {
    current: async () => {
      if (served && now() - checkedAt < revalidateMs) {
        return served.snapshot;
      }
      checking ??= check().finally(() => {
        checking = undefined;
      });
      return (await checking).snapshot;
    },
    get,
    startRefresh,
  };
}

/** A client's cursor may name anything; only what a refresh could have named reaches S3. */
function isSnapshotId(id: string): boolean {
  return /^[\w-]{1,100}$/.test(id);
}

type PointerAnswer = { readonly id: string; readonly eTag: string | undefined } | undefined;

async function readPointer(
  { get }: S3Reader,
  eTag: string | undefined,
): Promise<PointerAnswer | 'unchanged'> {
  const answer = await get({
    key: currentSnapshotKey,
    ...(eTag !== undefined && { knownETag: eTag }),
  });
  if (answer.status === 'found') {
    return { id: parsePointer(textOf(answer.bytes)), eTag: answer.eTag };
  }
  return answer.status === 'unchanged' ? 'unchanged' : undefined;
}

class NoSnapshot extends Error {}

async function readSnapshot({ get }: S3Reader, id: string) {
  const prefix = snapshotPrefix(id);
  const [manifest, model] = await Promise.all([
    get({ key: prefix + snapshotFiles.manifest }),
    get({ key: prefix + snapshotFiles.model }),
  ]);
  if (manifest.status !== 'found') {
    throw new NoSnapshot(id);
  }
  const modelText = model.status === 'found' ? textOf(model.bytes) : undefined;
  return {
    value: parseSnapshot(id, textOf(manifest.bytes), modelText),
    bytes: manifest.bytes.byteLength + (modelText?.length ?? 0),
  };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
