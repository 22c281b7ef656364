import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { type HttpServer, ProblemError } from '@ragtime/http-kit';
import { addressPatterns } from './addresses.ts';

const builtFolder = fileURLToPath(new URL('../dist', import.meta.url));

/** The page may run only its own scripts and call only its own API. The content of documents stays text. */
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
// The browser asks for the page each time, and 304 answers most requests. An old page must not meet the API of a new release.
const checkedEachTime = 'no-cache';
// Files with a digest in their name never change.
const keptForEver = 'public, max-age=31536000, immutable';

const page = 'index.html';

/**
 * Serves the console: its page at each of its addresses, and its files. Each file has its own route, so that no path of a caller
 * reaches the file system. When the console was not built, its addresses answer `console-not-built`, and the API works as usual.
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

/** The files that a browser may ask for: all but the page, the compressed copies, and the build's own notes. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.\w+$/.test(file) && !/(^\.|\/\.|\.br$|\.gz$)/.test(file) && file !== page,
  );
