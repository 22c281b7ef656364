import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fixedAccess } from '@ragtime/access/testing';
import { createHttpServer, createPrometheusMetrics, createShownPositions, type HttpServer } from '@ragtime/http-kit';
import { silentLogger as logger, realMachine as machine } from '@ragtime/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressPatterns } from './addresses.ts';
import { consolePlugin } from './console-plugin.ts';

const script = 'document.title = "Ragtime";';
const files = {
  'index.html': '<!doctype html><title>Ragtime</title>',
  'favicon.svg': '<svg/>',
  'assets/index-1a2b3c.js': script,
  'assets/index-1a2b3c.js.gz': gzipSync(script),
  '.built-from': 'digest',
};
const folder = mkdtempSync(join(tmpdir(), 'ragtime-console-'));
const empty = mkdtempSync(join(tmpdir(), 'ragtime-console-'));

const serverWith = async (options: { readonly folder: string }): Promise<HttpServer> => {
  const server = await createHttpServer({
    machine,
    logger,
    version: '0',
    errorPages: '.',
    metricsArePublic: true,
    rateLimits: { requestsPerMinute: undefined, loopbackToo: false },
    access: fixedAccess(),
    shown: createShownPositions(machine),
    metrics: createPrometheusMetrics({ ofProcess: false }),
    health: () => [],
  });
  await consolePlugin(server, options);
  return server;
};

let app: HttpServer;
beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  app = await serverWith({ folder });
});
afterAll(async () => {
  await app.close();
  for (const each of [folder, empty]) rmSync(each, { recursive: true });
});

const addresses = addressPatterns.map((pattern) => pattern.replaceAll(/:\w+/g, 'an-id'));

describe('the console', () => {
  it.each([...addresses, '/favicon.svg', '/assets/index-1a2b3c.js'])(
    'is given to everybody, under a policy that lets it ask its own server alone: %s',
    async (address) => {
      const { statusCode, headers, body } = await app.inject(address);
      expect({ statusCode, body }).toEqual({
        statusCode: 200,
        body: addresses.includes(address) ? files['index.html'] : address.endsWith('.js') ? script : files['favicon.svg'],
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/default-src 'none'.*connect-src 'self'.*require-trusted-types-for 'script'/);
      expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
      expect(headers['x-content-type-options']).toBe('nosniff');
    },
  );

  it('is answered with 304 when the browser has it, and files with a digest in their name may be kept for ever', async () => {
    const { headers } = await app.inject('/');
    expect(headers['cache-control']).toBe('no-cache');
    expect((await app.inject({ url: '/', headers: { 'if-none-match': String(headers.etag) } })).statusCode).toBe(304);
    const asset = await app.inject({ method: 'HEAD', url: '/assets/index-1a2b3c.js' });
    expect(asset.headers['cache-control']).toContain('immutable');
    expect(asset.headers['content-length']).toBe(String(script.length));
  });

  it('is sent compressed to a browser that accepts it', async () => {
    const { headers, rawPayload } = await app.inject({ url: '/assets/index-1a2b3c.js', headers: { 'accept-encoding': 'gzip' } });
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': expect.stringContaining('javascript') });
    expect(gunzipSync(rawPayload).toString()).toBe(script);
  });

  it.each(['/index.html', '/.built-from', '/assets/index-1a2b3c.js.gz', '/../package.json', '/%2e%2e%2fpackage.json', '/nothing.js'])(
    'has no other file: %s',
    async (url) => {
      const { statusCode, json } = await app.inject(url);
      expect({ statusCode, code: json().code }).toEqual({ statusCode: 404, code: 'route-unknown' });
    },
  );

  it('is not in the OpenAPI file', async () => {
    const { paths } = (await app.inject('/v1/openapi.json')).json();
    expect(Object.keys(paths).filter((path) => !path.startsWith('/v1'))).not.toContain('/');
    expect(Object.keys(paths)).not.toContain('/datasets');
  });

  it('answers with an error at its addresses when it was not built, and the rest of the server starts', async () => {
    const bare = await serverWith({ folder: empty });
    const { statusCode, json } = await bare.inject('/datasets');
    expect({ statusCode, code: json().code }).toEqual({ statusCode: 501, code: 'console-not-built' });
    expect((await bare.inject('/livez')).statusCode).toBe(200);
    await bare.close();
  });
});
