import type { PartitionName } from '@ragtime/event-log';

/** What a member says about itself when it joins. Kafka carries it as bytes that only this code reads. */
export interface MemberSaid {
  readonly id: string;
  readonly address: string;
  readonly owns: readonly PartitionName[];
}

export const encodeJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Undefined if it is not a member of ours. */
export function memberIn(bytes: Buffer): MemberSaid | undefined {
  const value = parsed(bytes);
  if (!isObject(value) || typeof value['id'] !== 'string' || typeof value['address'] !== 'string') return undefined;
  return { id: value['id'], address: value['address'], owns: namesIn(value['owns']) };
}

export const partitionsIn = (bytes: Buffer): readonly PartitionName[] => namesIn(parsed(bytes));

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

const isName = (value: unknown): value is PartitionName => typeof value === 'string' && /.\/\d+$/u.test(value);

const namesIn = (value: unknown): readonly PartitionName[] => (Array.isArray(value) ? value.filter(isName) : []);
