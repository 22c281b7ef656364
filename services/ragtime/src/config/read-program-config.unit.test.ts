import { describe, expect, it } from 'vitest';
import { readInstallationConfig } from './read-program-config.ts';

describe("the installation's database", () => {
  const distributed = { RAGTIME_PROFILE: 'distributed', RAGTIME_VAULT_URL: 'postgresql://vault.example/ragtime' };

  it('gives the values that neither the environment nor the file has', async () => {
    const asked: string[] = [];
    const { config, sources } = await readInstallationConfig({ ...distributed, RAGTIME_TRACE_PERCENT: '3' }, async (url) => {
      asked.push(url);
      return { uploadBytesMax: '10 B', tracePercent: '9' };
    });
    expect([config.uploadBytesMax, sources.uploadBytesMax, config.tracePercent]).toEqual([10, 'database', 3]);
    expect(asked).toEqual([distributed.RAGTIME_VAULT_URL]);
  });
  it('is named as the source of a value that is out of bounds', async () => {
    const reading = readInstallationConfig(distributed, async () => ({ uploadBytesMax: 'many' }));
    await expect(reading).rejects.toThrow(/^uploadBytesMax \(from the database\) must be .*, not "many"$/u);
  });
  it('is not read when the installation has none', async () => {
    const never = async () => await Promise.reject(new Error('asked'));
    expect((await readInstallationConfig({}, never)).config.profile).toBe('embedded');
    expect((await readInstallationConfig({ RAGTIME_PROFILE: 'distributed' }, never)).config.vaultUrl).toBeUndefined();
  });
});
