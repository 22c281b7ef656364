import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { type HttpServer, ProblemError } from '@ragtime/http-kit';
import { addressPatterns } from './addresses.ts';

const builtFolder = fileURLToPath(new URL('../dist', import.meta.url));

/** The page runs its own scripts on its own API, and nothing else. What a document holds stays text. */
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
};
// Asked again each time and answered by 304: a page of the release before must not meet an API of this one.
const checkedEachTime = 'no-cache';
// Files with a digest in their name never change.
const keptForEver = 'public, max-age=31536000, immutable';

const page = 'index.html';

/**
 * Serves the console: its page at each of its addresses, and its files, each by its own route, so that no path of a caller reaches
 * the file system. Where it was not built, its addresses answer `console-not-built`, and the API works as ever.
 */
export async function consolePlugin(app: HttpServer, { folder = builtFolder }: { readonly folder?: string } = {}): Promise<void> {
  const config = { action: 'public' } as const;
  const schema = { hide: true };
  if (!existsSync(`${folder}/${page}`)) {
    app.log.warn({ folder }, 'the console was not built and is not served: `npm run build:console` builds it');
    for (const address of addressPatterns)
      app.get(address, { config, schema }, () => {
        throw new ProblemError('console-not-built');
      });
    return;
  }
  await app.register(async (own) => {
    await own.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, preCompressed: true });
    const serve = (address: string, file: string, cacheControl: string) =>
      own.get(
        address,
        { config, schema },
        async (_, reply) => await reply.headers({ ...headers, 'cache-control': cacheControl }).sendFile(file),
      );
    for (const address of addressPatterns) serve(address, page, checkedEachTime);
    for (const file of filesIn(folder)) serve(`/${file}`, file, file.startsWith('assets/') ? keptForEver : checkedEachTime);
  });
}

/** What a browser may ask for by name: neither the page, nor the compressed copies, nor what the build keeps for itself. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.\w+$/.test(file) && !/(^\.|\/\.|\.br$|\.gz$)/.test(file) && file !== page,
  );
