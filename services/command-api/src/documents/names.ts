import { z } from 'zod';

/** The document's name, which may be a path. Names are compared exactly, after Unicode normalization. */
export const DocumentName = z
  .string()
  .min(1)
  .max(1_024)
  // oxlint-disable-next-line no-control-regex -- a name with control characters forges terminals and logs
  .refine((name) => !/[\u0000-\u001f\u007f]/.test(name), 'must not hold control characters')
  .refine((name) => name.isWellFormed(), 'must be well-formed Unicode')
  .refine((name) => name.trim() !== '', 'must not be blank');

export const metadataCharactersMax = 64 * 1024;

export const Metadata = z
  .record(z.string().min(1).max(200), z.unknown())
  .refine((value) => JSON.stringify(value).length <= metadataCharactersMax, 'must have at most 65,536 characters as JSON')
  .describe('Free; searches and lists filter by its members.');
