import { credentialOf } from '@ragtime/access';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';
import './declarations.ts';

/** Counts the event streams that each credential has open. */
export function limitStreams(app: FastifyInstance, perKeyMax: number): void {
  const open = new Map<string, number>();
  app.decorate('takeStream', ({ principal }) => {
    if (principal === undefined) return () => undefined;
    const credential = credentialOf(principal);
    const count = open.get(credential) ?? 0;
    if (count >= perKeyMax)
      throw new ProblemError('too-many-streams', { detail: `this key has ${count} streams open at this node, as many as it may` });
    open.set(credential, count + 1);
    return () => {
      const left = (open.get(credential) ?? 1) - 1;
      if (left > 0) open.set(credential, left);
      else open.delete(credential);
    };
  });
}
