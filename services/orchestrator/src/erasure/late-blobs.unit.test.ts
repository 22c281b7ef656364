import type { DatasetId, DocumentId, Sealed, TenantId } from '@ragtime/domain';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import { silentLogger } from '@ragtime/runtime';
import { commandsOf, startWorld } from '@ragtime/testkit/world';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultLimits } from '../options.ts';
import { startOrchestrator } from '../orchestrator.ts';

const tenantId = 'tenant' as TenantId;
const datasetId = 'dataset' as DatasetId;
const [deleted, kept] = ['deleted', 'kept'] as [DocumentId, DocumentId];
const pathOf = (documentId: DocumentId) => `${tenantId}/${datasetId}/${documentId}/plan/late.chunks`;

type Installation = Awaited<ReturnType<typeof start>>;
let one: Installation;

/** An orchestrator, and two documents that were registered. */
async function start() {
  const machine = createVirtualMachine();
  const world = await machine.until(startWorld({ machine, partitions: 1 }));
  const commands = commandsOf({ vault: world.vault, machine, tenantId });
  const nothing = { erased: async () => ({ removed: 0 }) };
  const startOne = async () =>
    await machine.until(
      startOrchestrator({ ...world, machine, partitions: 1, logger: silentLogger, stores: { 'read-model': nothing, index: nothing } }),
    );
  const submit = async (command: Parameters<typeof world.submit>[0]) => await machine.until(world.submit(command, tenantId));
  await submit(commands.createDataset(datasetId));
  const sealed = new Map<DocumentId, Sealed>();
  for (const documentId of [deleted, kept]) {
    const keySlot = await machine.until(world.vault.takeSlot(tenantId));
    sealed.set(documentId, world.vault.seal(keySlot, 'a name'));
    await submit(commands.registerDocument({ datasetId, documentId }, { keySlot }));
  }
  const write = async (documentId: DocumentId) =>
    void (await machine.until(world.blobs.write(pathOf(documentId), from('text'), { bytesMax: 10 })));
  const isThere = async (documentId: DocumentId) => (await machine.until(world.blobs.stat(pathOf(documentId)))) !== undefined;
  const keyOf = (documentId: DocumentId) => {
    const text = sealed.get(documentId);
    return text === undefined ? undefined : world.vault.open(text).kind;
  };
  return { machine, world, commands, submit, startOne, write, isThere, keyOf };
}

beforeEach(async () => {
  one = await start();
});
afterEach(async () => await one.machine.until(one.world.stop()));

describe.each(['a document', 'a dataset'])('a blob that a worker wrote after the deletion of %s', (what) => {
  const remove = async () =>
    await one.submit(
      what === 'a dataset' ? one.commands.closeDataset(datasetId) : one.commands.deleteDocument({ datasetId, documentId: deleted }),
    );

  it('is removed two leases after the blobs were erased, and not before', async () => {
    const orchestrator = await one.startOne();
    await remove();
    await one.machine.advance(5_000);
    // The key of each document is erased too, also of those that a dataset took with it.
    expect([one.keyOf(deleted), one.keyOf(kept)]).toStrictEqual(['erased', what === 'a dataset' ? 'erased' : 'opened']);
    await one.write(deleted);
    await one.machine.advance(defaultLimits.leaseMs);
    expect(await one.isThere(deleted)).toBe(true);
    await one.machine.advance(defaultLimits.leaseMs);
    expect(await one.isThere(deleted)).toBe(false);
    await one.machine.until(orchestrator.stop());
  });

  it('is removed by the next orchestrator, when the first one ended meanwhile', async () => {
    const first = await one.startOne();
    await remove();
    await one.machine.advance(5_000);
    await one.machine.until(first.stop());
    await one.write(deleted);
    await one.machine.advance(3 * defaultLimits.leaseMs);
    expect(await one.isThere(deleted)).toBe(true);
    const second = await one.startOne();
    await one.machine.advance(5_000);
    expect(await one.isThere(deleted)).toBe(false);
    await one.machine.until(second.stop());
  });
});

it('blobs of a document that was not deleted stay', async () => {
  const orchestrator = await one.startOne();
  await one.write(kept);
  await one.submit(one.commands.deleteDocument({ datasetId, documentId: deleted }));
  await one.machine.advance(4 * defaultLimits.leaseMs);
  expect(await one.isThere(kept)).toBe(true);
  await one.machine.until(orchestrator.stop());
});

async function* from(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
