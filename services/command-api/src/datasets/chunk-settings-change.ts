import type { ChunkField, ChunkMethods, SettingsChangeOf } from '@ragtime/domain';
import { z } from 'zod';

/**
 * A change of chunk settings, all of it optional. Which method holds is known only with the dataset, so the fields of all methods are
 * accepted here. The use case refuses those of another method, and holds a field that several methods have to the bounds of its method.
 */
export function chunkSettingsChangeOf<const Methods extends ChunkMethods>(methods: Methods): z.ZodType<SettingsChangeOf<Methods>> {
  const method = z.enum(Object.keys(methods)).optional().describe('Another method starts from its own defaults.');
  const fields = Object.values(methods).flatMap((of) => Object.entries(of.fields));
  const members = [...Map.groupBy(fields, ([name]) => name)].map(([name, alike]) => {
    const field = alike.map(([, one]) => one);
    const about = [...new Set(field.map((one) => one.about))].join(' ');
    return [name, valueWithin(field).optional().describe(about)] as const;
  });
  return z.strictObject({ method, ...Object.fromEntries(members) }) as z.ZodType<unknown> as z.ZodType<SettingsChangeOf<Methods>>;
}

/** Fields of one name are of one kind; the widest of their bounds hold here. */
function valueWithin(fields: readonly ChunkField[]): z.ZodType {
  const whole = fields.filter((field) => field.kind === 'whole');
  const texts = fields.filter((field) => field.kind === 'texts');
  if (whole.length > 0)
    return z
      .int()
      .min(Math.min(...whole.map(({ min }) => min)))
      .max(Math.max(...whole.map(({ max }) => max)));
  const Text = z
    .string()
    .min(1)
    .max(Math.max(...texts.map(({ lengthMax }) => lengthMax)));
  return z.array(Text).max(Math.max(...texts.map(({ itemsMax }) => itemsMax)));
}
