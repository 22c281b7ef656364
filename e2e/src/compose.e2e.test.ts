import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { freePort } from '@ragtime/testkit/free-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askerOf } from './support/ask.ts';
import { root } from './support/code-blocks.ts';
import { jsonOf } from './support/command-line.ts';

const project = `ragtime-e2e-${process.pid}`;
const program = { url: '', apiKey: 'rt_compose0000000000000000000_e2eSecretOfTheOwner0123456789', folder: '' };

function docker(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** The engine's own compose command if there is one, else the older program. @returns its output. */
function compose(...args: readonly string[]): string {
  const [command, ...first] = spawnSync('docker', ['compose', 'version']).status === 0 ? ['docker', 'compose'] : ['docker-compose'];
  const { status, stdout, stderr } = spawnSync(command ?? '', [...first, '-p', project, '--env-file', 'infra/images.env', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, RAGTIME_PORT: new URL(program.url).port, RAGTIME_API_KEY: program.apiKey, COMPOSE_HTTP_TIMEOUT: '600' },
  });
  if (status !== 0) throw new Error(`compose ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** The id of the one container of a service: the names of containers differ between the two programs. */
function containerOf(service: string): string {
  const id = compose('ps', '-q', service);
  if (!/^[0-9a-f]{12,}$/u.test(id)) throw new Error(`${service} has no container of its own: "${id}"`);
  return id;
}

beforeAll(async () => {
  program.url = `http://127.0.0.1:${await freePort()}`;
  compose('up', '-d');
});
afterAll(() => compose('down', '-v', '--timeout', '5'));

it('docker compose up starts all of it, and a folder that is taken in answers a question', async () => {
  const folder = join(root, 'samples/documents/products');
  const { documents } = await jsonOf<{ readonly documents: readonly { readonly kind: string }[] }>(
    program,
    'ingest',
    folder,
    '--dataset',
    'bikes',
  );
  expect(new Set(documents.map(({ kind }) => kind))).toEqual(new Set(['added']));
  await eventually('it is answered', async () => {
    const { items } = await jsonOf<{ readonly items: readonly { readonly text: string }[] }>(
      program,
      'search',
      'How steep a slope can walk assist manage?',
    );
    return items.length > 0 ? true : undefined;
  });
});

it('each process may write nowhere but in its own /tmp, and is not root', () => {
  const worker = containerOf('worker-1');
  expect(docker('inspect', '-f', '{{.HostConfig.ReadonlyRootfs}} {{.Config.User}}', worker)).toBe('true ragtime');
  expect(() => docker('exec', worker, 'sh', '-c', 'touch /app/mine')).toThrow('Read-only file system');
});

it.each(['nginx', 'postgres', 's3'])('%s runs without root, and without any capability', (service) => {
  const labels = [`project=${project}`, `service=${service}`].flatMap((label) => ['--filter', `label=com.docker.compose.${label}`]);
  const id = docker('ps', '-q', ...labels);
  expect(docker('exec', id, 'id', '-u')).not.toBe('0');
  expect(docker('exec', id, 'sh', '-c', 'grep -E "^Cap(Prm|Eff|Bnd)" /proc/1/status').replaceAll(/\s+/g, ' ')).toBe(
    'CapPrm: 0000000000000000 CapEff: 0000000000000000 CapBnd: 0000000000000000',
  );
});

it('when an API node is killed, the other one goes on with the same callers', async () => {
  const ask = askerOf(program);
  docker('kill', '--signal', 'SIGKILL', containerOf('api-1'));
  for (let many = 0; many < 5; many += 1) {
    const name = `after-the-kill-${many}`;
    const created = await eventually('a write is taken', async () => {
      const answer = await ask('POST', '/v1/datasets', { json: { name }, headers: { 'idempotency-key': name } });
      return answer.status === 201 ? answer : undefined;
    });
    expect((await ask('GET', `/v1/datasets/${textAt(created, 'datasetId')}`)).status).toBe(200);
  }
});
