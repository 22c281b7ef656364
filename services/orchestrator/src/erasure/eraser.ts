import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import type { DomainCommand, ErasureStore, ReceiptId } from '@ragtime/domain';
import { untilAnswered } from '@ragtime/event-log';
import { createBackoff, messageOf } from '@ragtime/runtime';
import type { OrchestratorLimits, OrchestratorOptions } from '../options.ts';
import { blobPrefixOf, type PendingReceipt, type Receipts } from './receipts.ts';

type Needs = Pick<OrchestratorOptions, 'bus' | 'blobs' | 'vault' | 'machine' | 'stores' | 'logger' | 'onAlarm'>;

/** Deletions that are worked on at once. The others wait in the order of the log. */
const atOnceMax = 64;
const askAgainMs = [20, 1_000] as const;
/** A store that has not erased after this time needs a person. */
const alarmAfterMs = 5 * 60_000;

/**
 * Asks every store until it has erased, and reports each one. The eraser keeps no state: the receipts in the log say what is done. After a crash it
 * asks the same stores again, so a store may be asked twice. The reports carry no cause, because they are not sent at once on reading an event, and
 * the receipt itself refuses a second answer of a store.
 */
export interface Eraser {
  /** Begins the deletions that are pending and not begun. */
  act(): void;
  stop(): Promise<void>;
}

export function createEraser(needs: Needs, limits: OrchestratorLimits, receipts: Receipts, keeping: { readonly mayAct: boolean }): Eraser {
  const { bus, blobs, vault, machine, stores, logger, onAlarm } = needs;
  const halt = new AbortController();
  const { signal } = halt;
  const begun = new Map<ReceiptId, Promise<void>>();
  /** Every store of these was reported. The event that says so is not read yet. */
  const reported = new Set<ReceiptId>();

  async function report(receipt: PendingReceipt, store: ErasureStore, removed: number): Promise<void> {
    const { datasetId, receiptId, tenantId } = receipt;
    const command: DomainCommand = { type: 'ReportErased', datasetId, receiptId, store, removed };
    const commandId = commandIdFrom('ReportErased', receiptId, store);
    const submission = internalSubmission({ command, commandId, actor: { kind: 'orchestrator' }, tenantId, correlationId: receiptId });
    await untilAnswered(bus, submission, { machine, signal });
    signal.throwIfAborted();
  }

  /** Repeats the attempt until it succeeds and says that it is done. */
  async function untilDone(receipt: PendingReceipt, store: ErasureStore, attempt: () => Promise<number | undefined>): Promise<number> {
    const startedAtMs = machine.clock.monotonicMs();
    let isAlarmed = false;
    const backoff = createBackoff(machine, askAgainMs);
    for (;;) {
      let trouble = 'the store has not erased yet';
      try {
        const removed = await attempt();
        if (removed !== undefined) return removed;
      } catch (error) {
        trouble = messageOf(error);
        logger.warn({ error, store, receiptId: receipt.receiptId }, 'a store could not erase; it is asked again');
      }
      if (!isAlarmed && machine.clock.monotonicMs() - startedAtMs > alarmAfterMs) {
        isAlarmed = true;
        onAlarm?.({ kind: 'store-not-erasing', store, receiptId: receipt.receiptId, detail: trouble });
      }
      await backoff.wait(signal);
    }
  }

  async function projection(receipt: PendingReceipt, store: 'read-model' | 'index'): Promise<void> {
    if (!receipt.outstanding.has(store)) return;
    const removed = await untilDone(receipt, store, async () => (await stores[store].erased(receipt))?.removed);
    await report(receipt, store, removed);
  }

  async function keys(receipt: PendingReceipt): Promise<void> {
    if (!receipt.outstanding.has('keys')) return;
    await untilDone(receipt, 'keys', () => vault.erase(receipt.keySlots));
    // The number of slots and not the vault's count: after a crash the vault finds them erased.
    await report(receipt, 'keys', receipt.keySlots.length);
  }

  async function removeBlobs(receipt: PendingReceipt): Promise<void> {
    if (!receipt.outstanding.has('blobs')) return;
    await report(receipt, 'blobs', await untilDone(receipt, 'blobs', () => blobs.removePrefix(blobPrefixOf(receipt))));
  }

  async function erase(receipt: PendingReceipt): Promise<void> {
    const projections = Promise.all([projection(receipt, 'read-model'), projection(receipt, 'index')]);
    projections.catch(() => undefined); // awaited below
    // A projection that lags a little still reads an older run's artifacts. One that stands still must not delay the promised deletion.
    const grace = new AbortController();
    const tired = machine.timers.sleep(limits.projectionsFirstMs, AbortSignal.any([signal, grace.signal])).catch(() => undefined);
    await Promise.race([projections, tired]);
    grace.abort();
    await Promise.all([projections, keys(receipt), removeBlobs(receipt)]);
  }

  function begin(receipt: PendingReceipt): void {
    const { receiptId } = receipt;
    const done = erase(receipt)
      .then(() => void reported.add(receiptId))
      .catch((error: unknown) => {
        if (!signal.aborted) logger.error({ error, receiptId }, 'a deletion failed and begins again');
      })
      .then(() => void begun.delete(receiptId));
    begun.set(receiptId, done);
  }

  function act(): void {
    if (!keeping.mayAct || signal.aborted) return;
    for (const receiptId of reported) if (receipts.find(receiptId) === undefined) reported.delete(receiptId);
    for (const receipt of receipts.all()) {
      if (begun.size >= atOnceMax) return;
      if (!begun.has(receipt.receiptId) && !reported.has(receipt.receiptId)) begin(receipt);
    }
  }

  return {
    act,
    async stop() {
      halt.abort(new Error('the orchestrator was stopped'));
      await Promise.all(begun.values());
    },
  };
}
