import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { errorTable, retiredCodes } from '@ragtime/contracts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ProblemError } from '../problems/problem-error.ts';
import { describeRoute } from './describe-routes.ts';
import { tidyDescription } from './tidy-description.ts';
import '../server/declarations.ts';

export interface DocsOptions {
  readonly version: string;
  /** The folder with one page for each error code, `CODE.md`. */
  readonly errorPages: string;
}

/** Serves `/v1/openapi.json`, `/docs`, and the pages that problems link to. Call it before you add routes: it describes only later ones. */
export async function serveDocs(app: FastifyInstance, { version, errorPages }: DocsOptions): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Ragtime',
        version,
        description: 'Documents in, answers with their sources out. Every write is an event; every answer says the position it holds at.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An API key: `rt_…`' } } },
      security: [{ bearer: [] }],
    },
    transform: describeRoute,
    transformObject: tidyDescription,
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, transformStaticCSP: alsoByPlainHttp });
  app.get(
    '/v1/openapi.json',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'getOpenApi',
        summary: 'This description',
        tags: ['about'],
        response: { 200: z.looseObject({ openapi: z.string() }) },
      },
    },
    (_, reply) => reply.send(app.swagger()),
  );
  app.get<{ Params: { code: string } }>(
    '/docs/errors/:code',
    { config: { action: 'public' }, schema: { hide: true } },
    async (request, reply) => {
      const { code } = request.params;
      // Only codes of the table become file names, so that a caller's text never reaches the file system.
      if (!errorTable.has(code) && !retiredCodes.includes(code)) throw new ProblemError('not-found');
      const page = await readFile(join(errorPages, `${code}.md`), 'utf8');
      if (!(request.headers.accept ?? '').includes('text/html')) return await reply.type('text/markdown; charset=utf-8').send(page);
      return await reply.type('text/html; charset=utf-8').send(asHtml(code, page));
    },
  );
}

/** Without this, a browser asks for the scripts of the page by HTTPS, which a server that speaks plain HTTP does not answer. */
const alsoByPlainHttp = (policy: string): string => policy.replace(/\s*upgrade-insecure-requests;?/, '');

const asHtml = (code: string, page: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${code}</title>` +
  `<pre style="white-space:pre-wrap;max-width:80ch;margin:2em auto;font:1em/1.5 system-ui">${escaped(page)}</pre></html>`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
