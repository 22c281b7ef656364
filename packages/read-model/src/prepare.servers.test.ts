import { openServerDatabase } from '@ragtime/database';
import { servers } from '@ragtime/testkit/servers';
import { describe, expect, it } from 'vitest';
import { prepareReadModel } from './prepare.ts';

describe('a server', () => {
  it('is prepared once, however many processes start on it at the same time', async () => {
    const processes = await Promise.all(Array.from({ length: 4 }, async () => await openServerDatabase({ url: servers().postgres })));
    const lives = await Promise.all(processes.map(async ({ bulk }) => await prepareReadModel(bulk)));
    expect(new Set(lives.map(({ library }) => library.generation)).size).toBe(1);
    expect(lives.map(({ library }) => library.origin).toSorted()).toEqual(['kept', 'kept', 'kept', 'new']);
    await Promise.all(processes.map((each) => each.close()));
  });
});
