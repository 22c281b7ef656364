import { z } from 'zod';

export interface Findings {
  readonly problems: string[];
  readonly counts: Record<string, number>;
}

/** A document as a list shows it. */
export const Listed = z.looseObject({ documentId: z.string(), name: z.string(), status: z.string() });
export type Listed = z.infer<typeof Listed>;
