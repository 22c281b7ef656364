import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@ragtime/testkit/eventually';
import { freePort } from '@ragtime/testkit/free-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/code-blocks.ts';
import { certificate, certificateKey } from './certificate.ts';

/** The proxy of compose, before two nodes that say who they are. */
const network = `ragtime-proxy-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), 'ragtime-proxy-'));
const nodeConf = `
pid /tmp/nginx.pid; error_log /dev/stderr warn;
events { worker_connections 1024; }
http {
  log_format asked '$request_method $uri'; access_log /dev/stdout asked;
  client_body_temp_path /tmp/body; proxy_temp_path /tmp/p; fastcgi_temp_path /tmp/f; uwsgi_temp_path /tmp/u; scgi_temp_path /tmp/s;
  client_max_body_size 0;
  server {
    listen 9300;
    location /broken { return 444; }
    location /busy { return 503 "busy"; }
    location / { return 200 "$hostname $http_x_forwarded_for"; }
  }
}`;
let url: string;

function docker(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}
const imageOf = (name: string): string =>
  new RegExp(`^${name}=(.+)$`, 'm').exec(readFileSync(join(root, 'infra/images.env'), 'utf8'))?.[1] ?? 'nginx:1.28';
const nameOf = (node: string): string => `${network}-${node}`;

function run(name: string, files: Readonly<Record<string, string>>, ...more: readonly string[]): void {
  const mounts = Object.entries(files).flatMap(([target, source]) => ['-v', `${source}:${target}:ro`]);
  const closed = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--user', '10101:10101'];
  docker('run', '-d', '--name', nameOf(name), '--network', network, ...closed, ...mounts, ...more, imageOf('NGINX_IMAGE'));
}
const runNode = (name: string, alias: string): void =>
  run(name, { '/etc/nginx/nginx.conf': join(folder, 'node.conf') }, '--network-alias', alias, '--hostname', name);
const remove = (...names: readonly string[]): void => void docker('rm', '-f', ...names.map(nameOf));
const addressOf = (name: string): string =>
  docker('inspect', '-f', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', nameOf(name));

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'node.conf'), nodeConf);
  docker('network', 'create', network);
  runNode('one', 'api-1');
  runNode('two', 'api-2');
  const of = (file: string) => join(root, 'infra/nginx', file);
  const files = { '/etc/nginx/nginx.conf': of('nginx.conf'), '/etc/nginx/listen.conf': of('plain.conf') };
  run('front', files, '-p', `127.0.0.1:${port}:8080`);
  await waitUntil('the proxy answers for both nodes', async () => (await nodesSeen()).size === 2);
});
afterAll(() => {
  spawnSync('docker', ['rm', '-f', ...['front', 'tls', 'one', 'two', 'filler', 'three'].map(nameOf)]);
  spawnSync('docker', ['network', 'rm', network]);
  rmSync(folder, { recursive: true });
});

const keys = Array.from({ length: 40 }, (_, n) => `Bearer rt_key${n}`);

interface Asked extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(path: string, key: string, init: Asked = {}): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url + path, { ...init, headers: { authorization: key, ...init.headers } }).catch(() => undefined);
  return { status: response?.status ?? 0, text: (await response?.text().catch(() => '')) ?? '' };
}
const nodeOf = async (key: string): Promise<string> => (await ask('/v1/who', key)).text.split(' ')[0] ?? '';
async function nodesSeen(): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for (const key of keys) seen.add(await nodeOf(key));
  return seen;
}
/** How often the nodes that run were asked for a path. */
const asked = (path: string, ...nodes: readonly string[]): number =>
  nodes.flatMap((node) => docker('logs', nameOf(node)).split('\n')).filter((line) => line.endsWith(` ${path}`)).length;

describe('the proxy in front', () => {
  it('sends all requests of one caller to one node', async () => {
    for (const key of keys) expect(await nodeOf(key)).toBe(await nodeOf(key));
    expect(await nodesSeen()).toEqual(new Set(['one', 'two']));
  });

  it('says from which address a caller comes, and passes on nothing that the caller said of itself', async () => {
    const { text } = await ask('/v1/who', 'Bearer rt_key0', { headers: { 'x-forwarded-for': '1.2.3.4' } });
    expect(text).toMatch(/^(one|two) \d+\.\d+\.\d+\.\d+$/);
    expect(text).not.toContain('1.2.3.4');
  });

  it.each(['GET', 'POST', 'DELETE'])('never repeats a %s that was sent', async (method) => {
    for (const [n, key] of keys.slice(0, 6).entries()) {
      const path = `/broken/${method}/${n}`;
      await waitUntil('both nodes are asked', async () => (await nodesSeen()).size === 2);
      expect((await ask(path, key, { method, ...(method === 'GET' ? {} : { body: '{}' }) })).status).toBe(502);
      expect(asked(path, 'one', 'two')).toBe(1);
    }
  });

  it('passes on a refusal of a node, and asks no other', async () => {
    expect(await ask('/busy/1', 'Bearer rt_key0', { method: 'POST', body: '{}' })).toEqual({ status: 503, text: 'busy' });
    expect(asked('/busy/1', 'one', 'two')).toBe(1);
  });

  it('speaks TLS where the configuration says so', async () => {
    const certificates = join(folder, 'certificates');
    mkdirSync(certificates);
    for (const [name, text] of Object.entries({ 'server.crt': certificate, 'server.key': certificateKey }))
      writeFileSync(join(certificates, name), text);
    const port = await freePort();
    const of = (file: string) => join(root, 'infra/nginx', file);
    const files = {
      '/etc/nginx/nginx.conf': of('nginx.conf'),
      '/etc/nginx/listen.conf': of('tls.conf'),
      '/etc/nginx/certificates': certificates,
    };
    run('tls', files, '-p', `127.0.0.1:${port}:8080`);
    const status = async () => {
      const sent = get({ port, path: '/v1/who', ca: certificate, checkServerIdentity: () => undefined, agent: false });
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    await waitUntil('the proxy answers', async () => (await status().catch(() => 0)) === 200);
    expect(await status()).toBe(200);
    remove('tls');
  });

  it('asks the other node when one is gone, and loses no request that was not sent', async () => {
    await waitUntil('both nodes are asked', async () => (await nodesSeen()).size === 2);
    remove('one');
    for (const key of keys) {
      expect(await ask('/v1/search', key, { method: 'POST', body: JSON.stringify({ query: 'x'.repeat(20_000) }) })).toMatchObject({
        status: 200,
      });
      expect((await ask('/v1/who', key)).text).toMatch(/^two /);
    }
  });

  it('starts while a node is missing, and finds it at another address', async () => {
    const before = addressOf('two');
    docker('restart', '--time', '1', nameOf('front'));
    await waitUntil('the proxy answers', async () => (await ask('/v1/who', 'Bearer rt_key0')).text.startsWith('two'));
    remove('two');
    // It gets the address that was left.
    run('filler', { '/etc/nginx/nginx.conf': join(folder, 'node.conf') }, '--hostname', 'filler');
    runNode('two', 'api-2');
    runNode('three', 'api-1');
    expect(addressOf('two')).not.toBe(before);
    await waitUntil('both nodes are found', async () => (await nodesSeen()).size === 2);
    expect(await nodesSeen()).toEqual(new Set(['two', 'three']));
  });
});
