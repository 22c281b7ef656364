import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readProgramConfig } from '../config/read-program-config.ts';
import { createProgramLogger } from './program-logger.ts';

it('a full log file is followed by a new one, and the last five full files are kept', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-log-'));
  try {
    const loaded = readProgramConfig({ RAGTIME_LOG_FILE: join(folder, 'below', 'ragtime.log'), RAGTIME_LOG_FILE_BYTES: '64 KiB' });
    const logger = await createProgramLogger(loaded, process.stdout);
    const files = async () => await readdir(join(folder, 'below')).catch(() => []);
    /** Files change while written lines are on their way out, so the test fills as many rounds as it needs to have too many files. */
    const fill = async (): Promise<string> => {
      for (let line = 0; line < 400; line += 1) logger.info({ filler: 'x'.repeat(200) }, 'a line');
      return (await files()).join();
    };
    const seen = new Set<string>();
    await expect
      .poll(async () => {
        seen.add(await fill());
        return [...seen].filter((names) => names.split(',').length > 1).length;
      })
      .toBeGreaterThan(8);
    expect((await files()).length).toBeLessThanOrEqual(7);
    const texts = await Promise.all((await files()).map(async (file) => await readFile(join(folder, 'below', file), 'utf8')));
    expect(texts.some((text) => text.includes('a line'))).toBe(true);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
