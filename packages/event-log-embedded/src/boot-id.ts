import { readFileSync } from 'node:fs';

/** The kernel's own id of this run of the machine, which Linux alone tells; undefined elsewhere. */
export function bootIdOfMachine(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
