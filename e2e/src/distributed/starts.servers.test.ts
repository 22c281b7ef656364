import { tmpdir } from 'node:os';
import { topics } from '@ragtime/domain';
import { openKafkaLog } from '@ragtime/event-log-kafka';
import { realMachine } from '@ragtime/runtime';
import { textAt } from '@ragtime/testkit/answers';
import { freePort } from '@ragtime/testkit/free-port';
import { startKafka } from '@ragtime/testkit/kafka';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askerOf } from '../support/ask.ts';
import { runCommand } from '../support/command-line.ts';
import { ownerKey } from '../support/program.ts';
import type { Installation } from './installation.ts';
import { installOnTestServers } from './on-test-servers.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await installOnTestServers();
});
afterAll(async () => await installation?.stop());

interface Said {
  readonly exitCode: number | null;
  readonly said: string;
}

/** The output of the command line on a machine of the installation. */
async function run(args: readonly string[], changed: Readonly<Record<string, string>> = {}): Promise<Said> {
  const reached = { url: 'http://127.0.0.1:9', apiKey: ownerKey, folder: tmpdir() };
  const { exitCode, stdout, stderr } = await runCommand(reached, [...args], { ...installation.environment, ...changed });
  return { exitCode, said: stdout + stderr };
}

/** The output of a start of the installation with these settings. */
async function start(changed: Readonly<Record<string, string>>): Promise<Said> {
  const ports = { RAGTIME_PORT: String(await freePort()), RAGTIME_NODE_PORT: String(await freePort()) };
  return await run(['serve', '--roles', 'command-api'], { ...ports, ...changed });
}

const nobody = 'postgres://ragtime:ragtime@127.0.0.1:1/ragtime';
const refused: readonly (readonly [what: string, changed: Readonly<Record<string, string>>, says: readonly string[]])[] = [
  ['settings are missing', { RAGTIME_VAULT_KEY: '', RAGTIME_S3_BUCKET: '' }, ['RAGTIME_VAULT_KEY, RAGTIME_S3_BUCKET', '[config-invalid]']],
  ['the first key is missing', { RAGTIME_API_KEY: '' }, ['RAGTIME_API_KEY', '[config-invalid]']],
  ['no broker answers', { RAGTIME_KAFKA_BROKERS: '127.0.0.1:1' }, ['RAGTIME_KAFKA_BROKERS', '[server-unavailable]']],
  ['the database of the vault does not answer', { RAGTIME_VAULT_URL: nobody }, ['RAGTIME_VAULT_URL', '[server-unavailable]']],
  ['the database of the read models does not answer', { RAGTIME_DATABASE_URL: nobody }, ['RAGTIME_DATABASE_URL', '[server-unavailable]']],
  ['the S3 server does not answer', { RAGTIME_S3_ENDPOINT: 'http://127.0.0.1:1' }, ['RAGTIME_S3_ENDPOINT', '[server-unavailable]']],
  ['there is no such bucket', { RAGTIME_S3_BUCKET: 'nobody-made-it', RAGTIME_S3_MAKE_BUCKET: 'off' }, ['nobody-made-it', '[server-unfit]']],
];

it.each(refused)('a start says in one sentence what is wrong when %s', async (_what, changed, says) => {
  const { exitCode, said } = await start(changed);
  expect(exitCode).toBe(1);
  for (const each of says) expect(said).toContain(each);
  expect(said).not.toContain('    at ');
});

it('and when the vault is of another master key, or of nobody beside a log that is not empty', async () => {
  await (await installation.start(['command-api'])).stop();
  const wrong = await start({ RAGTIME_VAULT_KEY: 'f'.repeat(64) });
  expect([wrong.exitCode, wrong.said]).toEqual([1, expect.stringContaining('[vault-unreadable]')]);
  const url = new URL(installation.environment['RAGTIME_VAULT_URL'] ?? '');
  url.pathname = '/postgres';
  const empty = await start({ RAGTIME_VAULT_URL: url.href });
  expect([empty.exitCode, empty.said]).toEqual([1, expect.stringContaining('[vault-missing]')]);
});

it('and when a topic of the log has another number of partitions, which is then left as it is', async () => {
  const kafka = await startKafka();
  try {
    const log = openKafkaLog({ brokers: [kafka.broker], machine: realMachine });
    await log.ensureTopics([{ name: topics.documentEvents, partitions: 3 }]);
    const { exitCode, said } = await start({ RAGTIME_KAFKA_BROKERS: kafka.broker });
    expect([exitCode, said]).toEqual([
      1,
      expect.stringMatching(/ragtime\.document\.events has 3 partitions where 12 .*\[topic-mismatch\]/u),
    ]);
    await log.ensureTopics([{ name: topics.documentEvents, partitions: 3 }]);
    await log.close();
  } finally {
    await kafka.container.stop({ timeout: 0 });
  }
});

it('a setting that all processes share is kept in the database, and each takes it at its start', async () => {
  expect(await run(['config', 'set', 'RAGTIME_UPLOAD_BYTES_MAX', '10 B'])).toMatchObject({ exitCode: 0 });
  expect((await run(['config', '--json'])).said).toMatch(/"name": "uploadBytesMax",[^}]*"value": "10",[^}]*"source": "database"/u);
  const program = await installation.start(['command-api']);
  const ask = askerOf(program);
  const dataset = textAt(await ask('POST', '/v1/datasets', { json: { name: 'Small' } }), 'datasetId');
  const upload = async (text: string) => (await ask('POST', `/v1/datasets/${dataset}/documents`, { json: { name: 'a.md', text } })).status;
  expect([await upload('0123456789'), await upload('0123456789+')]).toEqual([201, 413]);
  await program.stop();
  expect(await run(['config', 'unset', 'uploadBytesMax'])).toMatchObject({ exitCode: 0 });
  expect((await run(['config', '--json'])).said).toMatch(/"name": "uploadBytesMax",[^}]*"source": "default"/u);
});

it.each([
  [['config', 'set', 'port', '9400'], 'belongs to one process'],
  [['config', 'set', 'uploadBytesMax', 'many'], 'must be'],
  [['config', 'set', 'nobody', '1'], 'there is no setting nobody'],
])('%j is refused', async (args, says) => {
  expect(await run(args)).toEqual({ exitCode: 1, said: expect.stringContaining(says) });
});
