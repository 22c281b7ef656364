import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { noticeHangUps } from '../server/notice-hang-ups.ts';
import { handleErrors } from './handle-errors.ts';

class Away extends Error {}

async function answerTo(error: Error) {
  const app = fastify();
  noticeHangUps(app);
  handleErrors(app, (cause) => cause instanceof Away);
  app.get('/', async () => await Promise.reject(error));
  const { statusCode, headers, body } = await app.inject('/');
  await app.close();
  return { statusCode, retryAfter: headers['retry-after'], code: (JSON.parse(body) as { code: string }).code };
}

describe('an error of a read', () => {
  it('is answered with 503 and Retry-After when the store does not answer', async () => {
    expect(await answerTo(new Away('connect ECONNREFUSED'))).toEqual({ statusCode: 503, retryAfter: '1', code: 'read-model-unavailable' });
  });
  it('is answered with 500 when it is unexpected', async () => {
    expect(await answerTo(new Error('a bug'))).toMatchObject({ statusCode: 500, code: 'internal-error' });
  });
});

it('an error of any class is answered with its code when the table holds it', async () => {
  const coded = (code: string) => Object.assign(new Error('away'), { code });
  expect(await answerTo(coded('blobs-unavailable'))).toEqual({ statusCode: 503, retryAfter: '1', code: 'blobs-unavailable' });
  expect(await answerTo(coded('cursor-invalid'))).toMatchObject({ statusCode: 400, code: 'cursor-invalid' });
  expect(await answerTo(coded('ECONNREFUSED'))).toMatchObject({ statusCode: 500, code: 'internal-error' });
});
