import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { handleErrors } from './handle-errors.ts';

class Away extends Error {}

async function answerTo(error: Error) {
  const app = fastify();
  handleErrors(app, (cause) => cause instanceof Away);
  app.get('/', async () => await Promise.reject(error));
  const { statusCode, headers, body } = await app.inject('/');
  await app.close();
  return { statusCode, retryAfter: headers['retry-after'], code: (JSON.parse(body) as { code: string }).code };
}

describe('a store of reads that is away', () => {
  it('is told with 503 and when to come back', async () => {
    expect(await answerTo(new Away('connect ECONNREFUSED'))).toEqual({ statusCode: 503, retryAfter: '1', code: 'read-model-unavailable' });
  });
  it('is told from what nobody foresaw', async () => {
    expect(await answerTo(new Error('a bug'))).toMatchObject({ statusCode: 500, code: 'internal-error' });
  });
});

it('an error with a code of the table is answered with it, whatever its class', async () => {
  const coded = (code: string) => Object.assign(new Error('away'), { code });
  expect(await answerTo(coded('blobs-unavailable'))).toEqual({ statusCode: 503, retryAfter: '1', code: 'blobs-unavailable' });
  expect(await answerTo(coded('cursor-invalid'))).toMatchObject({ statusCode: 400, code: 'cursor-invalid' });
  expect(await answerTo(coded('ECONNREFUSED'))).toMatchObject({ statusCode: 500, code: 'internal-error' });
});
