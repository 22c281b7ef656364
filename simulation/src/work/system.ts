import type { DomainBus } from '@ragtime/application';
import { type BlobStore, createMemoryBlobStore } from '@ragtime/blob-store';
import type { WorkerId } from '@ragtime/domain';
import type { SignalSubscription, Signals } from '@ragtime/event-log';
import { createVirtualMachine, type Faults, type VirtualMachine } from '@ragtime/event-log/testing';
import { startWorld, type World } from '@ragtime/testkit/world';

export type Bus = DomainBus;

/** The write side in virtual time. */
export type Core = World<VirtualMachine>;

export async function startCore({ seed, faults }: { readonly seed: number; readonly faults?: Faults }): Promise<Core> {
  const machine = createVirtualMachine({ seed });
  const blobs = withoutFiles(createMemoryBlobStore({ clock: machine.clock }));
  const world = await machine.until(startWorld({ machine, blobs, ...(faults && { faults }) }));
  return { ...world, stop: async () => await machine.until(world.stop()) };
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

/** The border between one process and the rest of the world. A dead process sends nothing and hears nothing. */
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

/** A process that may be stopped and go on, as by SIGSTOP: its clock goes on, its timers do not run, and it does not hear signals meanwhile. */
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
