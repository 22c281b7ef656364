import { expect, it } from 'vitest';
import { commandIdFrom, internalSubmission } from './index.ts';

const submissionOf = (command: object) =>
  internalSubmission({ command, commandId: commandIdFrom('a'), actor: { kind: 'orchestrator' }, tenantId: 't', correlationId: 'c' });

it('the same parts make the same command id, and no other parts do', () => {
  expect(commandIdFrom('run', 1, 'x')).toBe(commandIdFrom('run', 1, 'x'));
  expect(commandIdFrom('run', 1, 'x')).toMatch(/^[0-9a-f]{32}$/u);
  expect(commandIdFrom('run1', 'x')).not.toBe(commandIdFrom('run', '1x'));
});

it('a repeat has the same hash for any order of its members, and another command has another hash', () => {
  expect(submissionOf({ a: 1, b: [2] }).payloadHash).toStrictEqual(submissionOf({ b: [2], a: 1 }).payloadHash);
  expect(submissionOf({ a: 1 }).payloadHash).not.toStrictEqual(submissionOf({ a: 2 }).payloadHash);
  expect(submissionOf({ a: 1 }).payloadHash).toHaveLength(16);
});
