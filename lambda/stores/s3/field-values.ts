/**
 * Values of a Parquet row as this product writes them. Rows arrive raw (see `parquet-leaf.ts`):
 * text as UTF-8 bytes, decimals as the unscaled integer, times as microseconds, dates as days, so
 * that only the rows a request keeps are ever converted.
 */

export type RawRow = Readonly<Record<string, unknown>>;

/** Digits after the point of each decimal column, by column name (for a list of structs, by field). */
export type Scales = ReadonlyMap<string, number>;

const utf8 = new TextDecoder();
const dayMs = 86_400_000;

export function text(value: unknown): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  return value instanceof Uint8Array ? utf8.decode(value) : fail('text', value);
}

export function number(value: unknown): number | null {
  if (value === null || value === undefined) {
    return null;
  }
  return typeof value === 'number' || typeof value === 'bigint'
    ? Number(value)
    : fail('a number', value);
}

/** Instant with milliseconds, in UTC: 2024-02-29T12:00:00.000Z. */
export function instant(value: unknown): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  const micros = typeof value === 'bigint' ? value : fail('microseconds', value);
  // BigInt division rounds towards zero; flooring keeps times before 1970 in order.
  const millis = (micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n;
  return new Date(Number(millis)).toISOString();
}

/** Calendar day: 2024-02-29. */
export function day(value: unknown): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  const days = typeof value === 'number' ? value : fail('days', value);
  return new Date(days * dayMs).toISOString().slice(0, 10);
}

/**
 * Decimal text with all digits of the column's scale, exact at any size: a number would round amounts
 * of more than 15 digits, which DECIMAL(18,4) and DECIMAL(28,10) hold.
 */
export function decimal(value: unknown, scale: number | undefined): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (scale === undefined) {
    return fail('a DECIMAL column', value);
  }
  return decimalOf(unscaledInteger(value), scale);
}

/** A whole number of units of 10^-scale as decimal text. */
export function decimalOf(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  const point = digits.length - scale;
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The nearest double of a decimal; exact division makes it so while the integer is below 2^53. */
export function decimalNumber(value: unknown, scale: number): number | null {
  return typeof value === 'bigint' && value === BigInt.asIntN(53, value)
    ? Number(value) / 10 ** scale
    : nullable(decimal(value, scale));
}

function nullable(value: string | null): number | null {
  return value === null ? null : Number(value);
}

/** INT32 and INT64 arrive as integers, longer decimals as big-endian two's complement. */
export function unscaledInteger(value: unknown): bigint {
  if (value instanceof Uint8Array) {
    if (value.byteLength >= 8) {
      // The usual case by far, several times as quick as by way of text.
      const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
      return highBytes(view) * 2n ** 64n + view.getBigUint64(value.byteLength - 8);
    }
    const hex = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
    return BigInt.asIntN(value.byteLength * 8, BigInt(`0x${hex}`));
  }
  return typeof value === 'bigint' || typeof value === 'number'
    ? BigInt(value)
    : fail('a decimal', value);
}

/** What stands before the last eight bytes: none, four or more. */
function highBytes(view: DataView): bigint {
  const bytes = view.byteLength - 8;
  if (bytes === 4) {
    return BigInt(view.getInt32(0));
  }
  let high = bytes > 0 ? BigInt(view.getInt8(0)) : BigInt(view.getInt8(0) >> 7);
  for (let index = 1; index < bytes; index += 1) {
    high = high * 256n + BigInt(view.getUint8(index));
  }
  return high;
}

function fail(expected: string, value: unknown): never {
  throw new Error(`parquet value: expected ${expected}, got ${typeof value} ${String(value)}`);
}
