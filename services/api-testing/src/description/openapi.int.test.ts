import { readFile } from 'node:fs/promises';
import { at } from '@ragtime/testkit/answers';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf } from '../calling/caller.ts';
import { type Apis, startApis } from '../installation/apis.ts';

let world: Apis;
beforeAll(async () => {
  world = await startApis({ worker: false });
});
afterAll(async () => await world.close());

describe('the description of the API', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { body } = await callerOf(world.app, undefined)('GET', '/v1/openapi.json');
    const result = await new Validator().validate(body as Record<string, unknown>);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(at({ body }, 'openapi')).toBe('3.1.0');
  });

  it('is the one that the client was made from: `node services/api-testing/src/description/write-openapi.ts` writes it', async () => {
    const file = await readFile(new URL('../../../../packages/client/openapi.json', import.meta.url), 'utf8');
    expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(world.app.swagger())));
  });

  it('is shown at /docs', async () => {
    const shown = await callerOf(world.app, undefined)('GET', '/docs/');
    expect(shown.status).toBe(200);
    expect(shown.headers['content-type']).toContain('text/html');
  });

  it('names an operation once', () => {
    const paths = Object.values(world.app.swagger().paths ?? {}) as Record<string, { operationId?: string }>[];
    const ids = paths.flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    expect(ids.filter((id, place) => id === undefined || ids.indexOf(id) !== place)).toEqual([]);
  });
});

describe('the page of an error', () => {
  it('lies where a problem points', async () => {
    const call = callerOf(world.app, undefined);
    const problem = await call('GET', '/v1/datasets');
    expect(problem).toMatchObject({ status: 401, body: { type: '/docs/errors/unauthenticated', code: 'unauthenticated' } });
    const page = await call('GET', '/docs/errors/unauthenticated');
    expect(page.status).toBe(200);
    expect(page.body).toContain('# unauthenticated');
    const html = await call('GET', '/docs/errors/unauthenticated', { headers: { accept: 'text/html' } });
    expect(html.headers['content-type']).toContain('text/html');
  });

  it.each(['nothing-such', '..%2f..%2fpackage.json'])('of %s is not there', async (code) => {
    expect(await callerOf(world.app, undefined)('GET', `/docs/errors/${code}`)).toMatchObject({ status: 404 });
  });
});
