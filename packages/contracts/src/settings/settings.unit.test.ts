import { createChunkRules } from '@ragtime/domain';
import { methodsWithRows } from '@ragtime/testkit';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { chunkSettingsOf } from './settings.ts';

const Settings = chunkSettingsOf(methodsWithRows);
const rules = createChunkRules(methodsWithRows);

describe('chunk settings as JSON', () => {
  it.each(['general', 'rows'] as const)('of the method %s have its fields and no others', (method) => {
    const settings = rules.defaultsOf(method);
    expect(Settings.parse({ ...settings, other: 1 })).toStrictEqual(settings);
  });

  it.each([
    { ...rules.defaultsOf('rows'), rowsPerChunk: undefined },
    { ...rules.defaultsOf('rows'), method: 'general' },
    { ...rules.defaultsOf('rows'), method: 'other' },
    { ...rules.defaultsOf('rows'), rowsPerChunk: -1 },
    { ...rules.defaultsOf('rows'), columns: 'a' },
  ])('cannot be %j', (settings) => expect(Settings.safeParse(settings).success).toBe(false));

  it('are described as one shape a method', () => {
    expect(z.toJSONSchema(Settings)).toMatchObject({
      oneOf: [
        { properties: { method: { const: 'general' } }, required: ['method', 'chunkTokens', 'overlapTokens', 'delimiters'] },
        { description: methodsWithRows.rows.about, required: ['method', 'chunkTokens', 'rowsPerChunk', 'columns'] },
      ],
    });
  });
});
