import { makeBucket } from '@ragtime/blob-store/testing';
import { openTestDatabase } from '@ragtime/read-model/testing';
import { randomUuid, realMachine } from '@ragtime/runtime';
import { freePort } from '@ragtime/testkit/free-port';
import { startKafka } from '@ragtime/testkit/kafka';
import { servers } from '@ragtime/testkit/servers';
import { type Program, removeProgram, startProgram } from '../support/program.ts';

export interface Installation {
  /** Starts one more process. @returns it once it is ready. */
  start(...roles: readonly string[]): Promise<Program>;
  /** What each process is told, ports aside. */
  readonly environment: Readonly<Record<string, string>>;
  readonly kafka: Awaited<ReturnType<typeof startKafka>>;
  stop(): Promise<void>;
}

/** An installation of its own on the servers of the test run; the log has a broker of its own, since its topics have fixed names. */
export async function createInstallation(): Promise<Installation> {
  const { openSearch, s3 } = servers();
  const [kafka, readModels, vault, bucket] = await Promise.all([startKafka(), openTestDatabase(), openTestDatabase(), makeBucket(s3)]);
  const programs: Program[] = [];
  const environment = {
    RAGTIME_PROFILE: 'distributed',
    RAGTIME_INSTALLATION: `e2e-${randomUuid(realMachine.random).slice(0, 8)}`,
    RAGTIME_CLUSTER_SECRET: 'a secret of the nodes of this test alone'.replaceAll(' ', '-'),
    RAGTIME_NODE_HOST: '127.0.0.1',
    RAGTIME_KAFKA_BROKERS: kafka.broker,
    RAGTIME_DATABASE_URL: readModels.url ?? '',
    RAGTIME_VAULT_URL: vault.url ?? '',
    RAGTIME_VAULT_KEY: Buffer.from(realMachine.random.bytes(32)).toString('hex'),
    RAGTIME_OPENSEARCH_URL: openSearch,
    RAGTIME_S3_BUCKET: bucket,
    RAGTIME_S3_ENDPOINT: s3.endpoint,
    RAGTIME_S3_ACCESS_KEY: s3.accessKeyId,
    RAGTIME_S3_SECRET_KEY: s3.secretAccessKey,
  };
  return {
    environment,
    kafka,
    async start(...roles) {
      const program = await startProgram({
        environment: { ...environment, RAGTIME_ROLES: roles.join(','), RAGTIME_NODE_PORT: String(await freePort()) },
      });
      programs.push(program);
      return program;
    },
    async stop() {
      await Promise.all(programs.map(async (program) => await removeProgram(program)));
      await Promise.all([kafka.container.stop({ timeout: 0 }), readModels.throwAway(), vault.throwAway()]);
    },
  };
}
