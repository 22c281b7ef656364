import { type DomainBus, type Owners, startOwners } from '@ragtime/application';
import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import { type BlobStore, createMemoryBlobStore } from '@ragtime/blob-store';
import { createCodec } from '@ragtime/contracts';
import { type DomainCommand, type DomainEvent, eventPartitions, eventTopicNames, type TenantId, type UserId } from '@ragtime/domain';
import { type Codec, createMemorySignals, type OutcomePosition, type Signals } from '@ragtime/event-log';
import { createMemoryLog, type Faults, type MemoryLog } from '@ragtime/event-log/testing';
import { createMemoryVault, type KeyVault } from '@ragtime/key-vault';
import type { Machine } from '@ragtime/runtime';

export { commandsOf, completeTask, planAttempt, startAttempt } from './commands.ts';

/** The write side of an installation in memory, with the product's owners and rules. Read sides, workers and APIs can be started on it. */
export interface World<OwnMachine extends Machine = Machine> {
  readonly machine: OwnMachine;
  readonly log: MemoryLog;
  readonly codec: Codec<DomainEvent>;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly signals: Signals;
  readonly owners: Owners;
  readonly bus: DomainBus;
  /** Sends a command as a user of the tenant does. @returns where its events end. @throws when it is not accepted */
  submit(command: DomainCommand, tenantId: TenantId): Promise<OutcomePosition>;
  /** Ends what the world made, and the blob store even if the test gave it. */
  stop(): Promise<void>;
}

/** The parts of a world that a test chooses. Everything else is made in memory. */
export interface WorldOptions<OwnMachine extends Machine> {
  /** In virtual time the caller drives it: `machine.until(startWorld({ machine }))`. */
  readonly machine: OwnMachine;
  /** The number of partitions of each event topic. Default: that of an installation. */
  readonly partitions?: number;
  /** Faults of the log. Default: none. */
  readonly faults?: Faults;
  /** Default: a store in memory. */
  readonly blobs?: BlobStore;
  /** Default: signals that are never lost. */
  readonly signals?: Signals;
}

const actor = { kind: 'account', account: 'ada' as UserId } as const;

/** Makes a world and starts its owners. The caller starts and stops any service that it runs on it. */
export async function startWorld<OwnMachine extends Machine>(options: WorldOptions<OwnMachine>): Promise<World<OwnMachine>> {
  const { machine, partitions = eventPartitions, faults, signals = createMemorySignals() } = options;
  const log = createMemoryLog({ machine, ...(faults && { faults }) });
  await log.ensureTopics(eventTopicNames.map((name) => ({ name, partitions })));
  const codec = createCodec();
  const owners = await startOwners({ log, codec, machine, partitions });
  const vault = await createMemoryVault({ random: machine.random });
  const blobs = options.blobs ?? createMemoryBlobStore({ clock: machine.clock });
  const { bus } = owners;
  let submitted = 0;
  return {
    machine,
    log,
    codec,
    vault,
    blobs,
    signals,
    owners,
    bus,
    async submit(command, tenantId) {
      submitted += 1;
      const commandId = commandIdFrom('world', submitted);
      const outcome = await bus.submit(internalSubmission({ command, commandId, actor, tenantId, correlationId: 'test' }));
      if (outcome.kind !== 'accepted') throw new Error(`${command.type} was not accepted: ${JSON.stringify(outcome)}`);
      return outcome.at;
    },
    async stop() {
      await owners.stop();
      await log.close();
      await vault.close();
      await blobs.close();
    },
  };
}
