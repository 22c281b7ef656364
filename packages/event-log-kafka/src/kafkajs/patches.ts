import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const { prototype } = RequestQueue;
const schedule = prototype.scheduleCheckPendingRequests;
const isPatched = Symbol.for('ragtime.kafkajs.patched');

/**
 * What is wrong in kafkajs 2.2.4, which nobody mends any more, and has to be set right before its first connection:
 *
 * - Each connection has a timer that fires every millisecond although no request waits: 5 to 12 % of a core when nothing happens, and a warning of
 *   Node about a negative time at each start. It is set only while something waits.
 */
export function patchKafkajs(): void {
  if (isPatched in prototype) return;
  Object.defineProperty(prototype, isPatched, { value: true });
  prototype.scheduleCheckPendingRequests = function scheduleWhenSomethingWaits() {
    if (this.pending.length > 0) schedule.call(this);
  };
}
