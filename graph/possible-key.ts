/** DynamoDB takes sort keys of at most 1,024 bytes; a prefix of ours comes before the key. */
const maxKeyBytes = 960;

/** False for text that cannot be the key of anything stored: too long, or nothing behind its last separator. */
export function isPossibleKey(key: string): boolean {
  return Buffer.byteLength(key) <= maxKeyBytes && !/^$|^[^:/]*[:/]$/.test(key);
}
