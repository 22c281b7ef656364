import { z } from 'zod';

/** RFC 3339, UTC, with milliseconds. */
export const Time = z.iso.datetime().describe('RFC 3339, UTC, with milliseconds.');

export const iso = (ms: number): string => new Date(ms).toISOString();
