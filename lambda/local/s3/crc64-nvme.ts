/**
 * CRC-64/NVME, reflected. Source: NVM Express NVM Command Set Specification, section 5.2.1.3.4.
 *
 * A 64-bit value is kept as two 32-bit halves: BigInt would be some fifty times slower.
 */
const tableHigh = new Uint32Array(256);
const tableLow = new Uint32Array(256);

for (let byte = 0; byte < 256; byte += 1) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const isOdd = (low & 1) === 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (isOdd) {
      high ^= 0x9a6c9329;
      low ^= 0xac4bc9b5;
    }
  }
  tableHigh[byte] = high;
  tableLow[byte] = low;
}

/** A CRC that can be continued; begin with `[0, 0]`. */
export type Crc64 = readonly [high: number, low: number];

/** @example crc64Nvme(Buffer.from('123456789'), [0, 0]) // [0xae8b1486, 0x0a799888] */
export function crc64Nvme(bytes: Uint8Array, [previousHigh, previousLow]: Crc64): Crc64 {
  let high = ~previousHigh;
  let low = ~previousLow;
  for (const byte of bytes) {
    const index = (low ^ byte) & 255;
    low = ((low >>> 8) | (high << 24)) ^ (tableLow[index] ?? 0);
    high = (high >>> 8) ^ (tableHigh[index] ?? 0);
  }
  return [~high >>> 0, ~low >>> 0];
}
