import type { Access } from '@ragtime/access';
import { may, ownResource, type Principal } from '@ragtime/access';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';
import type { RateLimiter } from './limit-rates.ts';
import './declarations.ts';

/** Routes of plugins that know nothing of actions: static pages that hold nothing of anybody. */
const publicPrefixes = ['/docs'];

/** Nobody passes who is not known, and nobody who may not; a route that does not say what it needs does not start. */
export function requireAccess(app: FastifyInstance, access: Access, rates: RateLimiter): void {
  app.decorateRequest('principal', undefined);
  app.addHook('onRoute', (route) => {
    if (route.config?.action !== undefined) return;
    if (!publicPrefixes.some((prefix) => route.url === prefix || route.url.startsWith(`${prefix}/`)))
      throw new Error(`the route ${String(route.method)} ${route.url} says nothing of who may use it`);
    route.config = { ...route.config, action: 'public' };
  });
  app.addHook('onRequest', async (request, reply) => {
    await rates.countAddress(request, reply);
    const { action } = request.routeOptions.config;
    // An unknown route says so to anybody; its handler is the not-found handler.
    if (action === undefined || action === 'public') return;
    const principal = authenticate(request, access);
    request.principal = principal;
    await rates.countKey(request, reply);
    if (!may(principal, action, ownResource(principal, action))) throw new ProblemError('forbidden');
  });
}

function authenticate(request: FastifyRequest, access: Access): Principal {
  const [, token] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw new ProblemError('unauthenticated');
  const principal = access.authenticate(token);
  if (principal === 'behind') throw new ProblemError('access-behind');
  if (principal === 'unknown') throw new ProblemError('unauthenticated');
  return principal;
}

/** The caller of a route that is not public. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw new Error('a public route asks who its caller is');
  return request.principal;
}
