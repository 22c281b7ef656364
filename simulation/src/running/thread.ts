/** Runs the schedules that the main thread sends, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { plantBug } from '../plants/planting.ts';
import { plantOf } from '../plants/plants.ts';
import type { FromThread, ThreadData, ToThread } from './messages.ts';

const { plant } = workerData as ThreadData;
// Faults are errors, and there are many. Their stack traces would only cost time.
Error.stackTraceLimit = 0;
if (plant !== undefined) plantBug(plantOf(plant));
const { makePlan } = await import('../plan/make-plan.ts');
const { runSchedule } = await import('./run-schedule.ts');

const say = (message: FromThread): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ seed }: ToThread) => {
  void runSchedule(makePlan(seed)).then((result) => say({ kind: 'ran', result }));
});
say({ kind: 'ready' });
