import type { WorkerId } from '@ragtime/domain';

/**
 * An id that says where its worker sits. A seat is a place that one process at a time can have, such as an address that it listens
 * at, so that two ids of one seat belong to one process after the other. Tenants see ids: a seat tells nothing that can be read.
 *
 * @param incarnation another one for each start
 */
export const workerIdAt = (seat: string, incarnation: string): WorkerId => `worker-${seat}.${incarnation}` as WorkerId;

/** Undefined for an id that names no seat. */
export const seatOf = (workerId: WorkerId): string | undefined => /^worker-(.+)\.[^.]+$/.exec(workerId)?.[1];
