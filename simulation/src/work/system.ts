import { type DomainBus, startOwners } from '@ragtime/application';
import { type BlobStore, createMemoryBlobStore } from '@ragtime/blob-store';
import { createCodec } from '@ragtime/contracts';
import { type DomainEvent, eventPartitions, eventTopicNames, type WorkerId } from '@ragtime/domain';
import { type Codec, createMemorySignals, type SignalSubscription, type Signals } from '@ragtime/event-log';
import { createMemoryLog, createVirtualMachine, type Faults, type MemoryLog, type VirtualMachine } from '@ragtime/event-log/testing';
import { createMemoryVault, type KeyVault } from '@ragtime/key-vault';

export type Bus = DomainBus;

/** The parts that everybody shares: log, owners, blobs, vault, signals; in virtual time. */
export interface Core {
  readonly machine: VirtualMachine;
  readonly log: MemoryLog;
  readonly codec: Codec<DomainEvent>;
  readonly bus: Bus;
  readonly signals: Signals;
  readonly blobs: BlobStore;
  readonly vault: KeyVault;
  stop(): Promise<void>;
}

export async function startCore({ seed, faults }: { readonly seed: number; readonly faults?: Faults }): Promise<Core> {
  const machine = createVirtualMachine({ seed });
  const log = createMemoryLog({ machine, ...(faults === undefined ? {} : { faults }) });
  await log.ensureTopics(eventTopicNames.map((name) => ({ name, partitions: eventPartitions })));
  const codec = createCodec();
  const owners = await machine.until(startOwners({ log, codec, machine }));
  return {
    machine,
    log,
    codec,
    bus: owners.bus,
    signals: createMemorySignals(),
    blobs: withoutFiles(createMemoryBlobStore({ clock: machine.clock })),
    vault: await createMemoryVault({ random: machine.random }),
    async stop() {
      await machine.until(owners.stop());
      await log.close();
    },
  };
}

/** No file of the machine is touched, so that nothing happens but in virtual time. The parser of a simulation opens none. */
function withoutFiles(blobs: BlobStore): BlobStore {
  return {
    ...blobs,
    async asFile(path) {
      await blobs.read(path);
      return { file: `/nowhere/${path}`, release: async () => undefined };
    },
  };
}

/** What stands between one process and the rest of the world. Once it died nothing of it is heard, and it hears nothing. */
export function createMortal() {
  const never = new Promise<never>(() => undefined);
  let isDead = false;
  const memberships = new Set<SignalSubscription>();
  const alive = <Value>(promise: Promise<Value>): Promise<Value> => promise.then((value) => (isDead ? never : value));
  return {
    die: () => {
      isDead = true;
      for (const member of memberships) void member.close();
    },
    bus: (bus: Bus): Bus => ({ submit: (submission) => (isDead ? never : alive(bus.submit(submission))) }),
    signals: (signals: Signals): Signals => ({
      ...signals,
      publish: (topic, message) => (isDead ? never : signals.publish(topic, message)),
      subscribe: (topic, options, handler) =>
        signals.subscribe(topic, options, (message) => {
          if (!isDead) handler(message);
        }),
      // The group notices at once that it died.
      async join(topic, options, handler) {
        const member = await signals.join(topic, options, (message, settle) => {
          if (!isDead) handler(message, settle);
        });
        memberships.add(member);
        return member;
      },
    }),
    blobs: (blobs: BlobStore): BlobStore => ({
      ...blobs,
      write: (...of) => (isDead ? never : alive(blobs.write(...of))),
      removePrefix: (prefix) => (isDead ? never : alive(blobs.removePrefix(prefix))),
    }),
  };
}

/** A process that may be stopped and go on, as by SIGSTOP: its clock goes on, its timers do not run, and what is said meanwhile is not heard. */
export function createPausable(machine: VirtualMachine, signals: Signals) {
  let isPaused = false;
  return {
    pause: (paused: boolean) => {
      isPaused = paused;
    },
    machine: {
      ...machine,
      timers: {
        ...machine.timers,
        every: (intervalMs: number, run: () => void) =>
          machine.timers.every(intervalMs, () => {
            if (!isPaused) run();
          }),
      },
    },
    signals: {
      ...signals,
      subscribe: ((topic, options, handler) =>
        signals.subscribe(topic, options, (message) => {
          if (!isPaused) handler(message);
        })) satisfies Signals['subscribe'],
      join: ((topic, options, handler) =>
        signals.join(topic, options, (message, settle) => {
          if (!isPaused) handler(message, settle);
        })) satisfies Signals['join'],
    },
  };
}

export const workerName = (n: number): WorkerId => `worker-${n}` as WorkerId;

export const quietLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };
