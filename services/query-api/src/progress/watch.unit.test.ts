import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import type { DatasetId, TenantId } from '@ragtime/domain';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import { silentLogger } from '@ragtime/runtime';
import { commandsOf, startWorld } from '@ragtime/testkit/world';
import { expect, it } from 'vitest';
import { startLiveProgress } from './live-progress.ts';
import { startStateFeed } from './state-feed.ts';
import { watch } from './watch.ts';

const tenantId = 'tenant' as TenantId;
const datasetId = 'dataset' as DatasetId;

async function start(keptPerPartition: number) {
  const machine = createVirtualMachine();
  const { log, codec, vault, signals, bus, submit } = await machine.until(startWorld({ machine, partitions: 1 }));
  await machine.until(submit(commandsOf({ vault, machine, tenantId }).createDataset(datasetId), tenantId));
  const feed = startStateFeed({ log, codec, machine, logger: silentLogger, partitions: 1, from: new Map(), keptPerPartition });
  const live = await startLiveProgress(signals);
  await machine.advance(100);
  const describe = async (n: number) => {
    const commandId = commandIdFrom('describe', n);
    const command = { type: 'ChangeDataset', datasetId, description: `Text ${n}` } as const;
    await machine.until(bus.submit(internalSubmission({ command, commandId, actor: { kind: 'system' }, tenantId, correlationId: 'c' })));
    await machine.advance(100);
    return commandId;
  };
  return { machine, feed, live, describe, after: feed.current() };
}

it('a client that was away too long gets the present state once, and every change after it', async () => {
  const { machine, feed, live, describe, after } = await start(2);
  for (let n = 0; n < 8; n += 1) await describe(n);
  const abort = new AbortController();
  const stream = watch({
    feed,
    live,
    machine,
    tenantId,
    datasetId,
    after,
    presentState: async () => ({ state: 'as it is', at: feed.current() }),
    onShown: () => undefined,
    signal: abort.signal,
  })[Symbol.asyncIterator]();
  const next = async () => (await machine.until(stream.next())).value as { readonly event: string; readonly data: unknown } | 'beat';
  expect(await next()).toMatchObject({ event: 'ready' });
  expect(await next()).toMatchObject({ event: 'reset', data: 'as it is' });
  const commandId = await describe(9);
  expect(await next()).toMatchObject({ event: 'state', data: { type: 'DatasetDescribed', commandId } });
  expect(await next()).toBe('beat');
  abort.abort();
  await stream.return?.();
  await machine.until(feed.stop());
});
