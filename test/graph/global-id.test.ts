import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromGlobalId, keyOfGlobalId, nodeTypes, toGlobalId } from '../../graph/global-id.ts';

test('every key of every type comes back from its id', () => {
  fc.assert(
    fc.property(fc.constantFrom(...nodeTypes), fc.string({ unit: 'binary' }), (type, key) => {
      expect(fromGlobalId(toGlobalId(type, key))).toEqual({ type, key });
    }),
    {
      seed: 4,
      numRuns: 50,
      examples: [
        ['Customer', ''],
        ['Order', 'a:b/c:d'],
      ],
    },
  );
});

const id = toGlobalId('Customer', 'id:1');

test.each([
  '',
  'x',
  '🙂',
  'Customer:id:1',
  Buffer.from('Customer').toString('base64url'),
  Buffer.from('Nobody:1').toString('base64url'),
  Buffer.from('toString:1').toString('base64url'),
  `${id}=`,
  ` ${id}`,
  `${id}*`,
])('%j is no id of ours', (text) => {
  expect(fromGlobalId(text)).toBeUndefined();
});

test('an id of another type is refused by name', () => {
  expect(() => keyOfGlobalId(id, 'Order')).toThrow(`Expected the id of an Order, got "${id}".`);
  expect(() => keyOfGlobalId(id, 'Product')).toThrow(`Expected the id of a Product, got "${id}".`);
});
