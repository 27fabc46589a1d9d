/** DynamoDB takes sort keys of at most 1,024 bytes; a prefix of ours comes before the key. */
const maxKeyBytes = 960;

/**
 * False for text that cannot be the key of anything stored: too long, nothing behind its last
 * separator, or half a surrogate pair, which UTF-8 would turn into another key.
 */
export function isPossibleKey(key: string): boolean {
  return (
    key.isWellFormed() && Buffer.byteLength(key) <= maxKeyBytes && !/^$|^[^:/]*[:/]$/.test(key)
  );
}
