import { openTestDatabase } from '@ragtime/database/testing';
import { startKafka } from '@ragtime/testkit/kafka';
import { servers } from '@ragtime/testkit/servers';
import { createInstallation, type Installation } from './installation.ts';

/** A separate installation on the servers of the test run. Its log has a broker of its own, since its topics have fixed names. */
export async function installOnTestServers(settings: Readonly<Record<string, string>> = {}): Promise<Installation> {
  const [kafka, readModels, vault] = await Promise.all([startKafka(), openTestDatabase(), openTestDatabase()]);
  const { openSearch, s3 } = servers();
  const urls = { readModels: readModels.url ?? '', vault: vault.url ?? '' };
  const installation = createInstallation({ openSearch, s3, ...urls, kafka: kafka.broker }, settings);
  return {
    ...installation,
    async stop() {
      await installation.stop();
      await Promise.all([kafka.container.stop({ timeout: 0 }), readModels.throwAway(), vault.throwAway()]);
    },
  };
}
