import { z } from 'zod';
import { formatNames } from './formats/registry.ts';
import { encodings, type Plan, units, type Window } from './plan.ts';

const count = z.int().nonnegative();

export const WindowSchema: z.ZodType<Window> = z.object({
  first: z.int().positive(),
  last: z.int().positive(),
  bytes: z.object({ from: count, to: count }).exactOptional(),
  headings: z.array(z.string()).exactOptional(),
});

/** The shape of a plan, for those who get one from outside: from the child process that parses, or from an artifact. */
export const PlanSchema: z.ZodType<Plan> = z.object({
  format: z.enum(formatNames),
  mediaType: z.string(),
  unit: z.enum(units),
  count,
  windows: z.array(WindowSchema),
  encoding: z.enum(encodings).exactOptional(),
});
