import { ArtifactInvalid } from '@ragtime/contracts/artifacts';
import { formatNames, type Plan } from '@ragtime/parsing';
import { z } from 'zod';

const count = z.int().nonnegative();

const StoredPlan = z.object({
  format: z.enum(formatNames),
  mediaType: z.string(),
  unit: z.enum(['page', 'line', 'row', 'record', 'slide', 'sheet']),
  count,
  windows: z.array(
    z.object({
      first: z.int().positive(),
      last: z.int().positive(),
      bytes: z.object({ from: count, to: count }).exactOptional(),
      headings: z.array(z.string()).exactOptional(),
    }),
  ),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).exactOptional(),
});

export const encodePlan = (plan: Plan): Uint8Array => Buffer.from(JSON.stringify(plan));

/** @throws ArtifactInvalid */
export function decodePlan(bytes: Uint8Array): Plan {
  try {
    return StoredPlan.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new ArtifactInvalid('not a plan', { cause });
  }
}
