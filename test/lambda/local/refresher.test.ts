import { expect, test } from 'vitest';
import { createRefresher } from '../../../lambda/local/refresher.ts';

/** A refresher whose refreshes end when the test says so. */
function stepped() {
  const running: PromiseWithResolvers<void>[] = [];
  const refresher = createRefresher(() => {
    const step = Promise.withResolvers<void>();
    running.push(step);
    return step.promise;
  });
  return { refresher, running };
}

test('requests during a refresh lead to one more after it, under one id', async () => {
  const { refresher, running } = stepped();
  const first = await refresher.request();
  const [second, third] = [await refresher.request(), await refresher.request()];
  expect(second).toBe(third);
  expect(second).not.toBe(first);
  expect(running).toHaveLength(1);
  running[0]?.resolve();
  await Promise.resolve();
  await new Promise(setImmediate);
  running[1]?.resolve();
  await refresher.idle();
  expect(running).toHaveLength(2);
});

test('whoever waits hears of a failure, whoever only asked does not', async () => {
  const { refresher, running } = stepped();
  await refresher.request();
  const waiting = refresher.idle();
  running[0]?.reject(new Error('no disk'));
  await expect(waiting).rejects.toThrow('no disk');
});

test('a refresh after a failed one runs', async () => {
  const { refresher, running } = stepped();
  await refresher.request();
  running[0]?.reject(new Error('no disk'));
  await refresher.idle().catch(() => undefined);
  await refresher.request();
  running[1]?.resolve();
  await refresher.idle();
  expect(running).toHaveLength(2);
});

test('after stop nothing new begins', async () => {
  const { refresher, running } = stepped();
  await refresher.request();
  await refresher.request();
  const stopping = refresher.stop();
  running[0]?.resolve();
  await stopping;
  await refresher.request();
  await refresher.idle();
  expect(running).toHaveLength(1);
});
