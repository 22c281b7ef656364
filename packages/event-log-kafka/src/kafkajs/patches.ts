import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const { prototype } = RequestQueue;
const schedule = prototype.scheduleCheckPendingRequests;
const isPatched = Symbol.for('ragtime.kafkajs.patched');

/**
 * Mends kafkajs 2.2.4, which is no longer maintained. Call it before the first connection.
 *
 * - Each connection has a timer that fires every millisecond although no request waits. It costs 5 to 12 % of a core when idle, and a warning of
 *   Node about a negative time at each start. The patch sets it only while a request waits.
 */
export function patchKafkajs(): void {
  if (isPatched in prototype) return;
  Object.defineProperty(prototype, isPatched, { value: true });
  prototype.scheduleCheckPendingRequests = function scheduleWhenSomethingWaits() {
    if (this.pending.length > 0) schedule.call(this);
  };
}
