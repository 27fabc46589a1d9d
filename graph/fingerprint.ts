/**
 * A short name for a text, for telling lists apart in cursors; not for security. FNV-1a, twice
 * 32 bits with different offsets.
 */
export function fingerprint(text: string): string {
  return fnv1a(text, 0x811c9dc5) + fnv1a(text, 0xc59d1c81);
}

function fnv1a(text: string, offset: number): string {
  let hash = offset;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
