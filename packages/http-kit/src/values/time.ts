import { z } from 'zod';

/** RFC 3339, UTC, with milliseconds. */
export const Time = z.iso.datetime().describe('RFC 3339, UTC, with milliseconds.');

/** A time in a request. */
export const GivenTime = z.iso.datetime().max(40).describe('RFC 3339, UTC, with milliseconds.');

export const iso = (ms: number): string => new Date(ms).toISOString();
