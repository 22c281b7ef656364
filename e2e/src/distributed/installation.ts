import { randomUuid, realMachine } from '@ragtime/runtime';
import { freePort } from '@ragtime/testkit/free-port';
import { type Program, removeProgram, spawnProgram, untilReady } from '../support/program.ts';

/** The empty servers of an installation. */
export interface InstallationServers {
  readonly kafka: string;
  readonly readModels: string;
  readonly vault: string;
  readonly openSearch: string;
  readonly s3: { readonly endpoint: string; readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Installation {
  readonly bucket: string;
  /** The settings of each process, without its roles and ports. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts a process with these roles, or starts an earlier one again in its place. @returns it once it is ready. */
  start(roles: readonly string[], before?: Program, args?: readonly string[]): Promise<Program>;
  /** Kills the processes that still run. */
  stop(): Promise<void>;
}

/** One installation of many processes. */
/** @param settings of all processes, which replace those made here. */
export function createInstallation(
  { kafka, readModels, vault, openSearch, s3 }: InstallationServers,
  settings: Readonly<Record<string, string>> = {},
): Installation {
  const programs = new Map<string, Program>();
  const nodePorts = new Map<string, number>();
  const name = `e2e-${randomUuid(realMachine.random).slice(0, 8)}`;
  const environment = {
    RAGTIME_PROFILE: 'distributed',
    RAGTIME_INSTALLATION: name,
    RAGTIME_CLUSTER_SECRET: 'a-secret-of-the-nodes-of-this-test-alone',
    RAGTIME_NODE_HOST: '127.0.0.1',
    RAGTIME_KAFKA_BROKERS: kafka,
    RAGTIME_DATABASE_URL: readModels,
    RAGTIME_VAULT_URL: vault,
    RAGTIME_VAULT_KEY: Buffer.from(realMachine.random.bytes(32)).toString('hex'),
    RAGTIME_OPENSEARCH_URL: openSearch,
    RAGTIME_S3_BUCKET: name,
    RAGTIME_S3_MAKE_BUCKET: 'on',
    RAGTIME_S3_ENDPOINT: s3.endpoint,
    RAGTIME_S3_ACCESS_KEY: s3.accessKeyId,
    RAGTIME_S3_SECRET_KEY: s3.secretAccessKey,
    ...settings,
  };
  return {
    bucket: name,
    environment,
    async start(roles, before, args = []) {
      const nodePort = nodePorts.get(before?.folder ?? '') ?? (await freePort());
      const program = await spawnProgram({
        ...(before === undefined ? {} : { folder: before.folder, port: Number(new URL(before.url).port) }),
        args,
        environment: { ...environment, RAGTIME_ROLES: roles.join(','), RAGTIME_NODE_PORT: String(nodePort) },
      });
      programs.set(program.folder, program);
      nodePorts.set(program.folder, nodePort);
      await untilReady(program);
      return program;
    },
    stop: async () => void (await Promise.all([...programs.values()].map(async (program) => await removeProgram(program)))),
  };
}
