import { z } from 'zod';
import { type FormatName, formatNames } from './formats/registry.ts';
import { encodings, type FormatPlan, units, type Window } from './plan.ts';

/** How a document is read. A plan is plain data: it may be stored, and used again for the same bytes. */
export interface Plan extends FormatPlan {
  readonly format: FormatName;
  readonly mediaType: string;
}

const count = z.int().nonnegative();

export const WindowSchema: z.ZodType<Window> = z.object({
  first: z.int().positive(),
  last: z.int().positive(),
  bytes: z.object({ from: count, to: count }).exactOptional(),
  headings: z.array(z.string()).exactOptional(),
});

/** The shape of a plan that comes from outside: from the child process that parses, or from an artifact. */
export const PlanSchema: z.ZodType<Plan> = z.object({
  format: z.enum(formatNames),
  mediaType: z.string(),
  unit: z.enum(units),
  count,
  windows: z.array(WindowSchema),
  encoding: z.enum(encodings).exactOptional(),
});
