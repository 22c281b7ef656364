import type { DomainBus } from '@ragtime/application';
import { untilAnswered } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';

const patienceMs = 60_000;

/** For commands that may be sent twice: waits until an owner decides them, for example while a group is being formed. */
export const patientBus = (bus: DomainBus, machine: Machine): DomainBus => ({
  submit: (submission) => untilAnswered(bus, submission, { machine, withinMs: patienceMs }),
});
