import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import '../server/declarations.ts';

/** A server on which a role depends. */
export interface DependencyHealth {
  readonly name: 'event-log' | 'read-models' | 'key-vault' | 'search-index' | 'blobs';
  /** The result of the last check; undefined before the first one. */
  readonly answers: boolean | undefined;
  /** Tells an operator why the server does not answer. It holds no secret: the route is public. */
  readonly detail?: string | undefined;
}

/** The present state of one role of this process. */
export interface RoleHealth {
  readonly role: string;
  readonly ready: boolean;
  /** Tells an operator why the role is not ready. It holds no secret: the route is public. */
  readonly detail?: string | undefined;
  /** Absent when the role needs no other process. */
  readonly dependsOn?: DependencyHealth[];
}

export interface HealthOptions {
  readonly version: string;
  /** Runs at every request, so it must not wait for anything. */
  readonly health: () => readonly RoleHealth[];
}

const Dependency = z.object({
  name: z.enum(['event-log', 'read-models', 'key-vault', 'search-index', 'blobs']),
  answers: z.boolean().optional().describe('As it was a moment ago. Absent before the server was asked.'),
  detail: z.string().optional(),
});
const Role = z.object({
  role: z.string(),
  ready: z.boolean(),
  detail: z.string().optional(),
  dependsOn: z.array(Dependency).optional().describe('Servers that it needs for all that it does; absent in the embedded profile.'),
});
const Health = z.object({ ready: z.boolean(), roles: z.array(Role) }).meta({ id: 'Health' });

/** Serves `/livez` (the process answers), `/readyz` (all its roles serve) and `/version`. */
export function serveHealth(app: FastifyInstance, { version, health }: HealthOptions): void {
  const about = { config: { action: 'public' as const } };
  app.get(
    '/livez',
    { ...about, schema: { operationId: 'live', summary: 'Whether the process answers', tags: ['about'], response: { 200: z.object({}) } } },
    (_, reply) => reply.send({}),
  );
  app.get(
    '/readyz',
    {
      ...about,
      schema: {
        operationId: 'ready',
        summary: 'Whether all roles of this process serve',
        tags: ['about'],
        response: { 200: Health, 503: Health },
      },
    },
    (_, reply) => {
      const roles = health();
      const ready = roles.every((role) => role.ready) && !app.closing.aborted;
      return reply
        .code(ready ? 200 : 503)
        .headers(ready ? {} : { 'retry-after': '1' })
        .send({ ready, roles });
    },
  );
  app.get(
    '/version',
    {
      ...about,
      schema: {
        operationId: 'version',
        summary: 'The release that answers',
        tags: ['about'],
        response: { 200: z.object({ name: z.string(), version: z.string() }) },
      },
    },
    (_, reply) => reply.send({ name: 'ragtime', version }),
  );
}
