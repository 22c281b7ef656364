import { describe, expect, it } from 'vitest';
import type { ApiKeyId, UserId, WorkerId } from '../ids.ts';
import { type Actor, actorText, readActor, wordsOfActor } from './actor.ts';

const account = 'u1' as UserId;
const actors: readonly (readonly [text: string, actor: Actor])[] = [
  ['api-key:k1 user:u1', { kind: 'account', account, via: { kind: 'api-key', apiKeyId: 'k1' as ApiKeyId } }],
  ['session:s1 user:u1', { kind: 'account', account, via: { kind: 'session', sessionId: 's1' } }],
  ['oauth:c1 user:u1', { kind: 'account', account, via: { kind: 'oauth', clientId: 'c1' } }],
  ['worker:w1 user:u1', { kind: 'account', account, via: { kind: 'worker', workerId: 'w1' as WorkerId } }],
  ['user:u1', { kind: 'account', account }],
  ['worker:host:1', { kind: 'worker', workerId: 'host:1' as WorkerId }],
  ['orchestrator', { kind: 'orchestrator' }],
  ['system', { kind: 'system' }],
];

describe('the text of an actor', () => {
  it.each(actors)('%s is written and read back', (text, actor) => {
    expect(actorText(actor)).toBe(text);
    expect(readActor(text)).toEqual(actor);
  });

  it.each(['', 'robot:1', 'api-key:k1', 'user:u1 api-key:k1', 'api-key: user:u1', 'api-key:k1 user:u1 more'])(
    'of a later release is not guessed at: "%s"',
    (text) => expect(readActor(text)).toBeUndefined(),
  );

  it('has the words that people look for records by', () => {
    expect(wordsOfActor('api-key:k1 user:u1')).toEqual({ credential: 'api-key:k1', account: 'user:u1' });
    expect(wordsOfActor('system')).toEqual({ credential: 'system', account: 'system' });
  });
});
