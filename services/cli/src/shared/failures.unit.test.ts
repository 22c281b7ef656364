import { RagtimeProblem, RagtimeUnreachable } from '@ragtime/client';
import { expect, it } from 'vitest';
import { exitCodes } from './exit-codes.ts';
import { CommandFailed, failureOf } from './failures.ts';

const url = 'http://127.0.0.1:9300';
const problem = (status: number, code: string, more: object = {}) =>
  new RagtimeProblem(status, { type: `/docs/errors/${code}`, title: 'It is so', status, code, ...more }, new Headers());

it('an answer of the API is one sentence with its code and page', () =>
  expect(failureOf(problem(404, 'run-unknown', { detail: 'no run' }), url)).toEqual({
    sentence: 'It is so: no run',
    code: 'run-unknown',
    page: `${url}/docs/errors/run-unknown`,
    exitCode: exitCodes.failed,
  }));
it('wrong fields are named', () => {
  const errors = [{ path: 'limit', message: 'too large' }];
  expect(failureOf(problem(400, 'request-invalid', { errors }), url)?.sentence).toBe('It is so (limit: too large)');
});
it('a refused key has an exit code of its own', () => {
  for (const [status, code] of [
    [401, 'unauthenticated'],
    [403, 'forbidden'],
  ] as const)
    expect(failureOf(problem(status, code), url)?.exitCode).toBe(exitCodes.notAllowed);
});
it('a server that does not answer is reported, whichever error shows it', () => {
  for (const error of [new RagtimeUnreachable('x'), new TypeError('fetch failed')])
    expect(failureOf(error, url)).toMatchObject({ exitCode: exitCodes.unreachable, sentence: expect.stringContaining(url) });
});
it('an error with a stable code keeps it; an error of the system is a bug', () => {
  expect(failureOf(Object.assign(new Error('it is'), { code: 'folder-in-use' }), url)).toMatchObject({ code: 'folder-in-use' });
  expect(failureOf(Object.assign(new Error('it is'), { code: 'ENOENT' }), url)).toBeUndefined();
  expect(failureOf(new TypeError('x is undefined'), url)).toBeUndefined();
});
it('a failed command chooses its exit code', () =>
  expect(failureOf(new CommandFailed('say which', exitCodes.usage), url)).toMatchObject({ sentence: 'say which', exitCode: 2 }));
