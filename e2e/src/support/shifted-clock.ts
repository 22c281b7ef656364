/**
 * Loaded before the program (`node --import`). Its wall clock is ahead by the milliseconds in a file, which a test changes while the program runs. The
 * product does not know of it: the machine's own clock is replaced.
 */
import { readFileSync } from 'node:fs';

const file = process.env['E2E_CLOCK_FILE'] ?? '';
// oxlint-disable-next-line no-restricted-properties -- this file stands in for the machine
const rightClock = Date.now;
let shiftMs = 0;
let readAtMs = 0;

function shift(nowMs: number): number {
  if (nowMs - readAtMs < 50) return shiftMs;
  readAtMs = nowMs;
  shiftMs = Number(readFileSync(file, 'utf8'));
  return shiftMs;
}

// oxlint-disable-next-line no-restricted-properties -- this file stands in for the machine
Date.now = () => {
  const nowMs = rightClock();
  return nowMs + shift(nowMs);
};
