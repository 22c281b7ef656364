import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { HttpServer } from '@ragtime/http-kit';

const folder = fileURLToPath(new URL('../public', import.meta.url));

/** The page runs its own scripts on its own API, and nothing else: whatever a document holds, it stays text. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const headers = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  // Asked again each time, answered by 304: a page of the release before must not meet an API of this one.
  'cache-control': 'no-cache',
};

/** Serves the console at `/`: one page and its files, each by its own route, so that no path of a caller reaches the file system. */
export async function consolePlugin(app: HttpServer): Promise<void> {
  await app.register(async (page) => {
    await page.register(fastifyStatic, { root: folder, serve: false, cacheControl: false });
    for (const file of readdirSync(folder))
      page.get(
        file === 'index.html' ? '/' : `/${file}`,
        { config: { action: 'public' }, schema: { hide: true } },
        async (_, reply) => await reply.headers(headers).sendFile(file),
      );
  });
}
