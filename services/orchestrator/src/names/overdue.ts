import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import type { DomainCommand } from '@ragtime/domain';
import type { OrchestratorLimits, OrchestratorOptions } from '../options.ts';
import type { NameBook, Reservation } from './name-book.ts';

type Needs = Pick<OrchestratorOptions, 'bus' | 'machine' | 'logger'>;

/** Takes back names of which nothing came in time: their edge died. What the log knows of it sets the time, so restarts change nothing. */
export interface OverdueNames {
  tick(): void;
  stop(): Promise<void>;
}

export function createOverdueNames(
  { bus, machine, logger }: Needs,
  { reservationMs }: Pick<OrchestratorLimits, 'reservationMs'>,
  book: NameBook,
  keeping: { readonly isTrue: boolean },
): OverdueNames {
  const underWay = new Map<string, Promise<void>>();

  async function send(reservation: Reservation, command: DomainCommand): Promise<void> {
    const { tenantId, nameHash, datasetId, reservedAtMs, offset } = reservation;
    const outcome = await bus.submit(
      internalSubmission({
        command,
        tenantId,
        actor: { kind: 'orchestrator' },
        correlationId: datasetId,
        // Its repeat must not free the next reservation of the same name, which may have the same record time.
        remembered: true,
        commandId: commandIdFrom('overdue', command.type, tenantId, nameHash, datasetId, reservedAtMs, offset),
      }),
    );
    logger.info({ datasetId, command: command.type, outcome: outcome.kind }, 'a name of which nothing came was taken back');
  }

  return {
    tick() {
      if (!keeping.isTrue) return;
      const beforeMs = machine.clock.nowMs() - reservationMs;
      for (const reservation of book.all()) {
        if (reservation.reservedAtMs >= beforeMs) continue;
        const command = overdueCommand(reservation, book);
        const key = `${reservation.tenantId}/${reservation.nameHash}`;
        if (command === undefined || underWay.has(key)) continue;
        underWay.set(
          key,
          send(reservation, command)
            .catch((error: unknown) => logger.warn({ error, key }, 'a name could not be taken back just now'))
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
 * One step at a time: the event that it makes brings the next. What its dataset can never use is released here: however late that comes, it
 * names the reservation and frees no other. A fence brings the release of what it fenced; but one name may be reserved twice at one record
 * time, and then the second reservation was fenced before it was made.
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
