import { z } from 'zod';

/** A passage is embedded as a whole, and one command holds at most 256 KiB. */
export const PassageText = z
  .string()
  .max(50_000)
  .refine((text) => text.trim() !== '', 'must not be blank');

export const Written = z.object({ chunkId: z.string(), version: z.int() });
