import {
  type ChunkField,
  type ChunkMethods,
  chunkMethods,
  type DatasetSettings as DomainSettings,
  priorities,
  type SettingsOf,
} from '@ragtime/domain';
import { z } from 'zod';

/**
 * Settings that were accepted once: a union by `method`. The bounds of the table hold for what callers set, not here, since they may
 * have been others when these were set.
 */
export function chunkSettingsOf<const Methods extends ChunkMethods>(methods: Methods): z.ZodType<SettingsOf<Methods>, SettingsOf<Methods>> {
  const [first, ...rest] = Object.entries(methods).map(([method, { about, fields }]) => {
    const members = Object.entries(fields).map(([name, field]) => [name, valueOf(field).describe(field.about)] as const);
    return z.object({ method: z.literal(method), ...Object.fromEntries(members) }).describe(about);
  });
  if (first === undefined) throw new TypeError('a table without a method');
  return z.discriminatedUnion('method', [first, ...rest]) as z.ZodType<unknown> as z.ZodType<SettingsOf<Methods>, SettingsOf<Methods>>;
}

function valueOf({ kind }: ChunkField): z.ZodType {
  switch (kind) {
    case 'whole':
      return z.int().nonnegative();
    case 'texts':
      return z.array(z.string());
  }
}

export const ChunkSettings = chunkSettingsOf(chunkMethods);

export const DatasetSettings = z.object({
  chunking: ChunkSettings,
  embeddingModel: z.string(),
  language: z.string(),
  priority: z.enum(priorities),
}) satisfies z.ZodType<DomainSettings>;
