import { createCodec } from '@ragtime/contracts';
import {
  type DatasetId,
  type DocumentTopicCommand,
  type DomainEvent,
  defaultDatasetSettings,
  documentRules,
  type NameHash,
  type TenantId,
  topics,
} from '@ragtime/domain';
import { type Codec, createMemorySignals, createPartitionOwner } from '@ragtime/event-log';
import { createMemoryLog, createVirtualMachine } from '@ragtime/event-log/testing';
import { silentLogger } from '@ragtime/runtime';
import { expect, it } from 'vitest';
import { startLiveProgress } from './live-progress.ts';
import { startStateFeed } from './state-feed.ts';
import { watch } from './watch.ts';

const tenantId = 'tenant' as TenantId;
const datasetId = 'dataset' as DatasetId;

async function start(keptPerPartition: number) {
  const machine = createVirtualMachine();
  const log = createMemoryLog({ machine });
  const codec: Codec<DomainEvent> = createCodec();
  await log.ensureTopics([{ name: topics.documentEvents, partitions: 1 }]);
  const owner = createPartitionOwner({
    log,
    machine,
    partition: 0,
    topic: topics.documentEvents,
    rules: documentRules,
    codec: codec as Codec<never>,
  });
  await machine.until(owner.start());
  let commands = 0;
  const submit = async (command: DocumentTopicCommand) => {
    commands += 1;
    const commandId = `command-${commands}`;
    const rest = { payloadHash: new Uint8Array(16), remembered: false, ifVersion: undefined, cause: undefined, traceParent: undefined };
    const outcome = await machine.until(owner.submit({ command, commandId, ...rest, correlationId: 'c', tenantId, actor: 'user:ada' }));
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  };
  await submit({
    type: 'CreateDataset',
    datasetId,
    tenantId,
    name: 'D',
    nameHash: 'h' as NameHash,
    description: undefined,
    settings: defaultDatasetSettings,
  });
  const feed = startStateFeed({ log, codec, machine, logger: silentLogger, partitions: 1, from: new Map(), keptPerPartition });
  const live = await startLiveProgress(createMemorySignals());
  await machine.advance(100);
  const describe = async (n: number) => {
    await submit({ type: 'ChangeDataset', datasetId, description: `Text ${n}` });
    await machine.advance(100);
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
  await describe(9);
  expect(await next()).toMatchObject({ event: 'state', data: { type: 'DatasetDescribed', commandId: 'command-10' } });
  expect(await next()).toBe('beat');
  abort.abort();
  await stream.return?.();
  await machine.until(feed.stop());
});
