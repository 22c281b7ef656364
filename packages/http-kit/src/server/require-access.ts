import type { Access } from '@ragtime/access';
import { may, ownResource, type Principal } from '@ragtime/access';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';
import type { RateLimiter } from './limit-rates.ts';
import './declarations.ts';

/** Plugins serve these routes and cannot name an action. Their static pages hold no data of users. */
const publicPrefixes = ['/docs'];

/** Refuses callers that are not authenticated or lack the right to the route's action. The server does not start with a route that names no action. */
export function requireAccess(app: FastifyInstance, access: Access, limitRate: RateLimiter): void {
  app.decorateRequest('principal', undefined);
  app.addHook('onRoute', (route) => {
    if (route.config?.action !== undefined) return;
    // The questions of browsers before a request of a page of another origin (CORS). The plugin answers them before it comes to a route.
    const isPreflight = route.method === 'OPTIONS' && route.url === '*';
    if (!isPreflight && !publicPrefixes.some((prefix) => route.url === prefix || route.url.startsWith(`${prefix}/`)))
      throw new Error(`the route ${String(route.method)} ${route.url} names no action`);
    route.config = { ...route.config, action: 'public' };
  });
  app.addHook('onRequest', async (request, reply) => {
    const caller = callerOf(request, access);
    await limitRate(request, reply, typeof caller === 'object' ? caller : undefined);
    const { action } = request.routeOptions.config;
    // An unknown route has no action; the not-found handler answers it, for any caller.
    if (action === undefined || action === 'public') return;
    if (caller === 'behind') throw new ProblemError('access-behind');
    if (caller === 'unknown') throw new ProblemError('unauthenticated');
    request.principal = caller;
    if (!may(caller, action, ownResource(caller, action))) throw new ProblemError('forbidden');
  });
}

function callerOf(request: FastifyRequest, access: Access): ReturnType<Access['authenticate']> {
  const [, token] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  return token === undefined ? 'unknown' : access.authenticate(token);
}

/** The caller of a route that is not public. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw new Error('a public route has no principal');
  return request.principal;
}
