import { at } from '@ragtime/testkit/answers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestCases } from './cases.ts';
import { openStage } from './stage.ts';

let opened: Awaited<ReturnType<typeof openStage>>;
beforeAll(async () => {
  opened = await openStage();
});
afterAll(async () => await opened.close());

describe('a request', () => {
  it.each(requestCases)('$what: $status $code', async ({ send, status, code }) => {
    const answer = await send(opened.stage);
    expect({ status: answer.status, code: at(answer, 'code') }).toStrictEqual({ status, code });
  });
});
