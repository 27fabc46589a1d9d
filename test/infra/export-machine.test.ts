import { expect, test } from 'vitest';
import { exportKey } from '../../lambda/layout.ts';
import { statesOf } from './asl.ts';
import { synthesise } from './synthesise.ts';

const states = statesOf(synthesise().pipeline, 'ExportMachine');

test('an export that crashes is written again, then said to have failed', () => {
  expect(states['WriteExport']).toMatchObject({
    // Before it, what Lambda's own service errors are tried again by.
    Retry: [expect.anything(), { ErrorEquals: ['States.ALL'], MaxAttempts: 2 }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'GiveUpExport' }],
  });
  expect(states['GiveUpExport']).toMatchObject({ Next: 'ExportFailed' });
});

test('the machine names the item as the functions do', () => {
  const { pk, sk } = exportKey('?');
  const key = states['GiveUpExport']?.Arguments?.['Key'] as Record<string, { S: string }>;
  const spelledOut = key['pk']?.S.replace(/^\{% '(.*)' & \$states.*id & '(.*)' %\}$/, '$1?$2');
  expect([spelledOut, key['sk']?.S]).toEqual([pk, sk]);
});
