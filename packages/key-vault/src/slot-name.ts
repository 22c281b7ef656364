import type { KeySlot } from '@ragtime/domain';

/**
 * The place of a key: the random name of its page, and its number there. Names are random so that a vault that was restored from an older copy
 * never gives the name of a lost key to another one.
 */
export interface SlotPlace {
  /** 16 hexadecimal digits. */
  readonly page: string;
  readonly index: number;
}

export interface SlotName extends SlotPlace {
  /** 16 hexadecimal digits that name the tenant's key; undefined for keys without a tenant. */
  readonly tenant: string | undefined;
}

const shape = /^([0-9a-f]{16})\.([0-9]{1,4})(?:\.([0-9a-f]{16}))?$/;

export function formatSlot({ page, index, tenant }: SlotName): KeySlot {
  return (tenant === undefined ? `${page}.${index}` : `${page}.${index}.${tenant}`) as KeySlot;
}

/** Undefined for a name that no vault made. */
export function parseSlot(slot: KeySlot): SlotName | undefined {
  const [, page, index, tenant] = shape.exec(slot) ?? [];
  return page === undefined || index === undefined ? undefined : { page, index: Number(index), tenant };
}
