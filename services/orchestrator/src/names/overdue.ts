import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import type { DomainCommand } from '@ragtime/domain';
import type { OrchestratorLimits, OrchestratorOptions } from '../options.ts';
import type { NameBook, Reservation } from './name-book.ts';

type Needs = Pick<OrchestratorOptions, 'bus' | 'machine' | 'logger'>;

/**
 * Releases reserved names that were not used in time, because the process that reserved them died. Record times decide, so restarts change nothing.
 */
export interface OverdueNames {
  tick(): void;
  stop(): Promise<void>;
}

export function createOverdueNames(
  { bus, machine, logger }: Needs,
  { reservationMs }: Pick<OrchestratorLimits, 'reservationMs'>,
  book: NameBook,
  keeping: { readonly mayAct: boolean },
): OverdueNames {
  const underWay = new Map<string, Promise<void>>();
  /** When a reservation of a time that has not come was seen first: record time stands still after a clock ran ahead. */
  const aheadSinceMs = new Map<string, number>();

  async function send(reservation: Reservation, command: DomainCommand): Promise<void> {
    const { tenantId, nameHash, datasetId, reservedAtMs, offset } = reservation;
    const outcome = await bus.submit(
      internalSubmission({
        command,
        tenantId,
        actor: { kind: 'orchestrator' },
        correlationId: datasetId,
        // The repeat must not free the next reservation of the same name, which may have the same record time.
        remembered: true,
        commandId: commandIdFrom('overdue', command.type, tenantId, nameHash, datasetId, reservedAtMs, offset),
      }),
    );
    logger.info(
      { datasetId, command: command.type, outcome: outcome.kind },
      'a reserved name was not used in time; a command about it was answered',
    );
  }

  function isOverdue({ tenantId, nameHash, reservedAtMs, offset }: Reservation): boolean {
    const nowMs = machine.clock.nowMs();
    if (reservedAtMs <= nowMs) return reservedAtMs < nowMs - reservationMs;
    const key = `${tenantId}/${nameHash}/${offset}`;
    const sinceMs = aheadSinceMs.get(key) ?? machine.clock.monotonicMs();
    aheadSinceMs.set(key, sinceMs);
    return machine.clock.monotonicMs() - sinceMs > reservationMs;
  }

  return {
    tick() {
      if (!keeping.mayAct) return;
      for (const reservation of book.all()) {
        if (!isOverdue(reservation)) continue;
        const command = overdueCommand(reservation, book);
        const key = `${reservation.tenantId}/${reservation.nameHash}`;
        if (command === undefined || underWay.has(key)) continue;
        underWay.set(
          key,
          send(reservation, command)
            .catch((error: unknown) => logger.warn({ error, key }, 'the command about an overdue name could not be sent; it is sent again'))
            .then(() => void underWay.delete(key)),
        );
      }
    },
    async stop() {
      await Promise.all(underWay.values());
    },
  };
}

/**
 * Does one step at a time: the event that it makes brings the next. A reservation that its dataset can never use is released here. However late the
 * release arrives, it names the reservation and frees no other. A fence also brings the release of the reservation that it fenced. But one name may
 * be reserved twice at one record time, and then the second reservation was fenced before it was made.
 */
function overdueCommand(reservation: Reservation, book: Pick<NameBook, 'stateOf'>): DomainCommand | undefined {
  const { tenantId, nameHash, datasetId, reservedAtMs } = reservation;
  switch (book.stateOf(reservation)) {
    case 'not-created':
      return { type: 'AbandonDataset', datasetId, tenantId };
    case 'not-renamed':
      return { type: 'FenceDatasetName', datasetId, nameHash, reservedAtMs };
    case 'over':
    case 'fenced':
      return { type: 'ReleaseDatasetName', tenantId, nameHash, datasetId, reservedAtMs };
    case 'kept':
      return undefined;
  }
}
