import type { Offset } from '../port/log.ts';

/** Names sort by offset. Their unique part keeps two writers at one offset apart. */
const padded = (offset: Offset): string => String(offset).padStart(16, '0');

export const manifestName = (offset: Offset, unique: string): string => `manifest-${padded(offset)}-${unique}`;
export const segmentName = (offset: Offset, unique: string): string => `segment-${padded(offset)}-${unique}`;
export const isManifest = (name: string): boolean => name.startsWith('manifest-');
/** NaN for a name of another kind. Such a file is never removed. */
export const offsetOf = (name: string): Offset => Number(/^(?:manifest|segment)-(\d{16})-/u.exec(name)?.[1]);
