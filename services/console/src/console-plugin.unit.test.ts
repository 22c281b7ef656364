import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createHttpServer, createPrometheusMetrics, createShownPositions, type HttpServer } from '@ragtime/http-kit';
import { silentLogger as logger, realMachine as machine } from '@ragtime/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consolePlugin } from './console-plugin.ts';

const folder = fileURLToPath(new URL('../public/', import.meta.url));
const files = readdirSync(folder);

let app: HttpServer;
beforeAll(async () => {
  app = await createHttpServer({
    machine,
    logger,
    version: '0',
    errorPages: '.',
    metricsArePublic: true,
    rateLimits: { requestsPerMinute: undefined, loopbackToo: false },
    access: { ready: Promise.resolve(), isBehind: () => false, stop: async () => undefined, authenticate: () => 'unknown' },
    shown: createShownPositions(machine),
    metrics: createPrometheusMetrics({ ofProcess: false }),
    health: () => [],
  });
  await consolePlugin(app);
});
afterAll(async () => await app.close());

const pathOf = (file: string) => (file === 'index.html' ? '/' : `/${file}`);

describe('the console', () => {
  it.each(files)('is given to everybody, under a policy that lets it ask its own server alone: %s', async (file) => {
    const { statusCode, headers, body } = await app.inject(pathOf(file));
    expect({ statusCode, body }).toEqual({ statusCode: 200, body: readFileSync(folder + file, 'utf8') });
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/default-src 'none'.*connect-src 'self'.*require-trusted-types-for 'script'/);
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await app.inject('/main.js');
    expect((await app.inject({ url: '/main.js', headers: { 'if-none-match': String(headers.etag) } })).statusCode).toBe(304);
    expect((await app.inject({ method: 'HEAD', url: '/main.js' })).headers['content-length']).toBe(headers['content-length']);
  });

  it.each(['/index.html', '/../package.json', '/%2e%2e%2fpackage.json', '/nothing.js'])('has no other file: %s', async (url) => {
    const { statusCode, json } = await app.inject(url);
    expect({ statusCode, code: json().code }).toEqual({ statusCode: 404, code: 'route-unknown' });
  });

  it('is no part of the described API', async () => {
    expect(Object.keys((await app.inject('/v1/openapi.json')).json().paths)).not.toContain('/');
  });

  it('names no file that is not there, and holds no script, style or handler of its own', () => {
    const html = readFileSync(`${folder}index.html`, 'utf8');
    const named = Array.from(html.matchAll(/(?:src|href)="\/([^"]*)"/g), ([, file = '']) => file);
    expect(named.filter((file) => !['', 'docs', ...files].includes(file))).toEqual([]);
    expect(html).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/);
  });
});
