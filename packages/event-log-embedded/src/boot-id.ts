import { readFileSync } from 'node:fs';

/** The kernel's id of the machine's current run. Only Linux has one; undefined elsewhere. */
export function bootIdOfMachine(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
