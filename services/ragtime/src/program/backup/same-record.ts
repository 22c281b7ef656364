import type { StoredRecord } from '@ragtime/event-log';

/** Whether two records are the same for every reader. A record that counts for nobody equals any other such record. */
export function sameRecord(one: StoredRecord, other: StoredRecord | undefined): boolean {
  if (other === undefined || !isStamped(other)) return !isStamped(one);
  if (!isStamped(one)) return false;
  return one.key === other.key && sameBytes(one.value, other.value) && sameBytes(one.stamp?.previous, other.stamp?.previous);
}

const isStamped = ({ key, value, stamp, offset }: StoredRecord): boolean =>
  key !== undefined && value !== undefined && stamp?.at === offset;

const sameBytes = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;
