import { GraphQLError, Kind, print, type ValueNode } from 'graphql';

/**
 * Scalars are our own: each is a pattern and a sentence, while the library for them weighs more
 * than the rest of this folder. Names and descriptions are those of the SDL.
 */
export const scalarResolvers = {
  Decimal: textScalar({
    expected:
      'a decimal number as text with at most 14 digits before the point and 10 after it, for example "19.99"',
    accepts: (text) => /^-?\d{1,14}(\.\d{1,10})?$/.test(text),
  }),
  CurrencyCode: textScalar({
    expected: 'a currency code of three capitals, for example EUR',
    accepts: (text) => /^[A-Z]{3}$/.test(text),
  }),
  Date: textScalar({
    expected: 'a calendar day that exists, as YYYY-MM-DD, for example 2026-06-30',
    accepts: isDay,
  }),
  DateTime: textScalar({
    expected:
      'an instant from 1000-01-02 to 9999-12-30 with its offset from UTC, for example 2026-06-30T12:00:00Z',
    accepts: isInstant,
    normalise: (text) => new Date(text).toISOString(),
  }),
};

interface TextScalar {
  readonly expected: string;
  accepts(text: string): boolean;
  normalise?(text: string): string;
}

function textScalar({ expected, accepts, normalise }: TextScalar) {
  const parse = (value: unknown, shown = JSON.stringify(value)): string => {
    if (typeof value !== 'string' || !accepts(value)) {
      throw new GraphQLError(`Expected ${expected}, got ${shown}.`, {
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
    return normalise ? normalise(value) : value;
  };
  return {
    parseValue: (value: unknown) => parse(value),
    parseLiteral: (node: ValueNode) => parse(literalValue(node), print(node)),
  };
}

/** Numbers are taken as written, so that `gross: 19.99` in a query text stays exact. */
function literalValue(node: ValueNode): unknown {
  const isText = node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT;
  return isText ? node.value : undefined;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && isRealDay(text);
}

function isInstant(text: string): boolean {
  const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
  return pattern.test(text) && isRealDay(text.slice(0, 10)) && hasFourDigitYear(Date.parse(text));
}

/** Instants and days are compared as text, which only years 1000 to 9999 in UTC allow. */
function hasFourDigitYear(time: number): boolean {
  return time >= Date.UTC(1000, 0, 2) && time < Date.UTC(9999, 11, 31);
}

/** Date.parse rolls 2025-02-30 over into March. */
function isRealDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
