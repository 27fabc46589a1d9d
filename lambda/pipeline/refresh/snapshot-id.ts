/** Ids sort by the time the refresh began: `20260314T091500123Z-1f2e3d4c`. */
export function snapshotId(startedAt: Date, suffix: string): string {
  return `${startedAt.toISOString().replace(/[-:.]/g, '')}-${suffix}`;
}

const shape = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-/;

/** When the refresh of this id began; undefined for a name that no refresh gave. */
export function startOf(id: string): Date | undefined {
  const iso = id.replace(shape, '$1-$2-$3T$4:$5:$6.$7Z|').split('|')[0];
  return shape.test(id) && iso ? new Date(iso) : undefined;
}
