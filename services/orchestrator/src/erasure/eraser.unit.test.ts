import { createMemoryBlobStore } from '@ragtime/blob-store';
import type { DatasetId, DocumentId, DocumentTopicEvent, ErasureStore, KeySlot, ReceiptId, TenantId } from '@ragtime/domain';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import { createMemoryVault } from '@ragtime/key-vault';
import { describe, expect, it } from 'vitest';
import { createDocuments } from '../documents/documents.ts';
import { defaultLimits, type ErasingStore, type InternalBus, type OrchestratorAlarm } from '../options.ts';
import { createEraser } from './eraser.ts';
import { erasingProjection } from './erasing-projection.ts';
import { createReceipts } from './receipts.ts';

const tenantId = 'tenant' as TenantId;
const datasetId = 'dataset' as DatasetId;
const documentId = 'document' as DocumentId;
const receiptId = 'receipt' as ReceiptId;
const at = { tenantId, partition: 'ragtime.document.events/0', position: { offset: 8, link: new Uint8Array(8) } } as const;
const done: ErasingStore = { erased: async () => ({ removed: 3 }) };

async function start(stores: Partial<Record<'read-model' | 'index', ErasingStore>> = {}, busOf = (bus: InternalBus) => bus) {
  const machine = createVirtualMachine();
  const blobs = createMemoryBlobStore({ clock: machine.clock });
  const vault = await createMemoryVault({ random: machine.random });
  const documents = createDocuments(() => undefined);
  const receipts = createReceipts(documents);
  const reports: { readonly store: ErasureStore; readonly removed: number }[] = [];
  const alarms: OrchestratorAlarm[] = [];
  const fold = (event: DocumentTopicEvent) => {
    receipts.apply(event, at);
    documents.apply(event);
  };
  const bus: InternalBus = {
    async submit({ command, commandId }) {
      if (command.type !== 'ReportErased') throw new Error(command.type);
      const { store, removed } = command;
      if (receipts.find(receiptId)?.outstanding.has(store) === true) {
        reports.push({ store, removed });
        fold({ type: 'StoreErased', datasetId, receiptId, documentId, store, removed });
        if (receipts.find(receiptId)?.outstanding.size === 0) fold({ type: 'ErasureCompleted', datasetId, receiptId, documentId });
      }
      return { kind: 'unchanged', commandId, version: 1, at: { partition: at.partition, position: at.position } };
    },
  };
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const newEraser = () =>
    createEraser(
      {
        blobs,
        vault,
        machine,
        logger,
        bus: busOf(bus),
        stores: { 'read-model': done, index: done, ...stores },
        onAlarm: (alarm) => void alarms.push(alarm),
      },
      defaultLimits,
      receipts,
      { mayAct: true },
    );
  const slot = await vault.takeSlot(tenantId);
  const sealed = vault.seal(slot, 'a name');
  await blobs.write('tenant/dataset/document/upload', from('text'), { bytesMax: 10 });
  await blobs.write('tenant/dataset/document/plan/1.chunks', from('text'), { bytesMax: 10 });
  await blobs.write('tenant/dataset/other/upload', from('text'), { bytesMax: 10 });
  const deleted = (keySlot: KeySlot): DocumentTopicEvent => ({ type: 'DocumentDeleted', datasetId, documentId, keySlot, receiptId });
  return { machine, blobs, vault, receipts, reports, alarms, newEraser, sealed, fold, deleted: deleted(slot) };
}

describe('a deletion', () => {
  it('asks every store and reports each with what it removed', async () => {
    const { machine, fold, deleted, newEraser, reports, receipts, vault, sealed, blobs } = await start();
    fold(deleted);
    newEraser().act();
    await machine.advance(1_000);
    expect(Object.fromEntries(reports.map(({ store, removed }) => [store, removed]))).toStrictEqual({
      'read-model': 3,
      index: 3,
      blobs: 2,
      keys: 1,
    });
    expect(receipts.find(receiptId)).toBeUndefined();
    expect(vault.open(sealed).kind).toBe('erased');
    expect(await blobs.stat('tenant/dataset/document/upload')).toBeUndefined();
    expect(await blobs.stat('tenant/dataset/other/upload')).toBeDefined();
  });
  it('keeps blobs and keys until the projections have read past it', async () => {
    let isPast = false;
    const { machine, fold, deleted, newEraser, vault, sealed } = await start({
      index: { erased: async () => (isPast ? { removed: 0 } : undefined) },
    });
    fold(deleted);
    newEraser().act();
    await machine.advance(10_000);
    expect(vault.open(sealed).kind).toBe('opened');
    isPast = true;
    await machine.advance(2_000);
    expect(vault.open(sealed).kind).toBe('erased');
  });
  it('does not wait for ever for a projection that stands still: it erases text and keys, and that answer stays owed', async () => {
    const { machine, fold, deleted, newEraser, vault, sealed, reports, alarms } = await start({ index: { erased: async () => undefined } });
    fold(deleted);
    newEraser().act();
    await machine.advance(31_000);
    expect(vault.open(sealed).kind).toBe('erased');
    expect(reports.map(({ store }) => store).sort()).toStrictEqual(['blobs', 'keys', 'read-model']);
    expect(alarms).toStrictEqual([]);
    await machine.advance(6 * 60_000);
    expect(alarms).toMatchObject([{ kind: 'store-not-erasing', store: 'index', receiptId }]);
  });
  it('asks a store again after it failed', async () => {
    let failures = 2;
    const broken: ErasingStore = {
      async erased() {
        failures -= 1;
        if (failures >= 0) throw new Error('the store is down');
        return { removed: 7 };
      },
    };
    const { machine, fold, deleted, newEraser, reports } = await start({ 'read-model': broken });
    fold(deleted);
    newEraser().act();
    await machine.advance(1_000);
    expect(reports).toContainEqual({ store: 'read-model', removed: 7 });
  });
  it('goes on after a crash and does not ask stores that have answered', async () => {
    const asked = { index: 0 };
    let crashed = true;
    const counting: ErasingStore = {
      async erased() {
        asked.index += 1;
        return { removed: 1 };
      },
    };
    const { machine, fold, deleted, newEraser, reports, receipts } = await start({ index: counting }, (bus) => ({
      submit: (submission) =>
        crashed && submission.command.type === 'ReportErased' && submission.command.store === 'blobs'
          ? new Promise(() => undefined)
          : bus.submit(submission),
    }));
    fold(deleted);
    newEraser().act();
    await machine.advance(1_000);
    expect(receipts.find(receiptId)?.outstanding).toStrictEqual(new Set(['blobs']));
    crashed = false;
    newEraser().act();
    await machine.advance(1_000);
    expect(receipts.find(receiptId)).toBeUndefined();
    expect(asked.index).toBe(1);
    expect(new Set(reports.map(({ store }) => store)).size).toBe(reports.length);
  });
});

describe('a projection', () => {
  it('is asked to erase only after each of its positions has passed the deletion', async () => {
    const positions = [8, 7];
    const trackers = positions.map((_, index) => ({
      current: () => new Map([[at.partition, { offset: positions[index] ?? 0, link: new Uint8Array(8) }]] as const),
    }));
    const store = erasingProjection(trackers, async () => 5);
    const receipt = { ...at, receiptId, datasetId, documentId };
    expect(await store.erased(receipt)).toBeUndefined();
    positions[1] = 8;
    expect(await store.erased(receipt)).toStrictEqual({ removed: 5 });
  });
});

async function* from(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
