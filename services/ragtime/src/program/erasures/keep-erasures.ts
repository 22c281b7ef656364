import type { EventCodec } from '@ragtime/contracts';
import { type DocumentTopicEvent, eventPartitions, type KeySlot, topics } from '@ragtime/domain';
import { type EventLog, isLogEvent } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import type { Logger, Machine } from '@ragtime/runtime';
import { createSurveyFold } from '../backup/survey-log.ts';
import { findEvent } from '../find-event.ts';

/** A number that is kept outside the vault: how many erasures the vault has made. */
export interface ErasureMark {
  /** Undefined when none was written yet. */
  read(): Promise<number | undefined>;
  /** Durable when it resolves. */
  write(count: number): Promise<void>;
}

export interface KeepErasuresOptions {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly vault: KeyVault;
  readonly machine: Machine;
  readonly logger: Logger;
  readonly mark: ErasureMark;
}

/** The vault keeps the same number under this name. */
const countName = 'erasures-made';

/**
 * Keeps erased what was erased, even if somebody puts an older vault back. The vault and a mark outside it count its erasures. When they differ at
 * a start, the log's erasures are made again before anything is served. The mark is written before each erasure and the vault's own number after
 * it, so a crash between the two leads to one more look at the log.
 *
 * @returns the vault, counting.
 */
export async function keepErasures(options: KeepErasuresOptions): Promise<Pick<KeyVault, 'erase' | 'eraseTenant'>> {
  const { vault, mark, logger } = options;
  const [outside, inside] = [await mark.read(), countIn(vault)];
  let count = Math.max(outside ?? 0, inside ?? 0);
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other, so that neither number ever goes back. */
  function counted<Result>(erase: () => Promise<Result>): Promise<Result> {
    const done = last.then(async () => {
      count += 1;
      await mark.write(count);
      const result = await erase();
      await vault.putCredential(countName, bytesOf(count));
      return result;
    });
    last = done.catch(() => undefined);
    return done;
  }

  const counting = {
    erase: async (slots: readonly KeySlot[]) => await counted(() => vault.erase(slots)),
    eraseTenant: async (tenantId: string) => await counted(() => vault.eraseTenant(tenantId)),
  };
  if (outside === undefined || outside !== inside) {
    const again = await counting.erase(await erasedSlots(options));
    if (again > 0)
      logger.warn(
        { keys: again },
        'the key vault is older than the log: keys that had been erased were in it, and they were erased again before anything is served',
      );
  }
  return counting;
}

/** The keys that the vault has confirmed as erased, by the log. */
async function erasedSlots(options: KeepErasuresOptions): Promise<readonly KeySlot[]> {
  const slots: KeySlot[] = [];
  for (let partition = 0; partition < eventPartitions; partition += 1) {
    const fold = createSurveyFold();
    await findEvent(options, { topic: topics.documentEvents, partition }, (event) => {
      if (!isLogEvent(event)) fold.apply(event as DocumentTopicEvent);
      return undefined;
    });
    slots.push(...fold.result().erased);
  }
  return slots;
}

function countIn(vault: KeyVault): number | undefined {
  const bytes = vault.credential(countName);
  return bytes === undefined ? undefined : Number(Buffer.from(bytes).toString('latin1'));
}

const bytesOf = (count: number): Uint8Array => Buffer.from(String(count), 'latin1');
