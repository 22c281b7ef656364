import type { WorkerId } from '@ragtime/domain';

/**
 * An id that names its worker's seat. A seat is a place that one process at a time can have, such as an address that it listens at. So two ids of
 * one seat belong to two processes, one after the other. Tenants see ids, so a seat holds nothing readable.
 *
 * @param incarnation differs for each start
 */
export const workerIdAt = (seat: string, incarnation: string): WorkerId => `worker-${seat}.${incarnation}` as WorkerId;

/** Undefined for an id that names no seat. */
export const seatOf = (workerId: WorkerId): string | undefined => /^worker-(.+)\.[^.]+$/.exec(workerId)?.[1];
