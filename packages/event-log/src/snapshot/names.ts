import type { Offset } from '../port/log.ts';

/** Names sort by offset; what is unique in them tells two writers at one offset apart. */
const padded = (offset: Offset): string => String(offset).padStart(16, '0');

export const manifestName = (offset: Offset, unique: string): string => `manifest-${padded(offset)}-${unique}`;
export const segmentName = (offset: Offset, unique: string): string => `segment-${padded(offset)}-${unique}`;
export const isManifest = (name: string): boolean => name.startsWith('manifest-');
/** NaN for a name that is none of ours: it is let be. */
export const offsetOf = (name: string): Offset => Number(/^(?:manifest|segment)-(\d{16})-/u.exec(name)?.[1]);
