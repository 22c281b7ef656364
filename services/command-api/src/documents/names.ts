import { AnyJson, recordOf } from '@ragtime/http-kit';
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

/** The body of a request without files has at most 1 MiB, so a longer text never comes this far. Files have a limit of their own. */
export const TypedText = z
  .string()
  .min(1)
  .max(1024 * 1024);

export const metadataCharactersMax = 64 * 1024;

export const Metadata = recordOf(AnyJson, 500)
  .refine((value) => JSON.stringify(value).length <= metadataCharactersMax, 'must have at most 65,536 characters as JSON')
  .meta({ 'x-characters-max': metadataCharactersMax })
  .describe('Free; searches and lists filter by its members.');
