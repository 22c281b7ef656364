import type { Call, Freshness } from '@ragtime/application';
import { commandIdFrom, payloadHashOf } from '@ragtime/application/submission';
import { ProblemError, passReadGate, principalOf, readBehindGate } from '@ragtime/http-kit';
import { randomUuid } from '@ragtime/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandApiNeeds } from '../needs.ts';

/**
 * Makes the call of a use case from a request. Its id is a hash of tenant, account, method, route, target and key, so that the keys
 * of two callers never collide. Without a key the id is random. Every answer to the request states the id.
 *
 * @param body distinguishes a repeat from another request under the same key, together with path and query. It must hold no random ids.
 * @throws ProblemError idempotency-key-invalid, if-match-invalid
 */
export function callOf(request: FastifyRequest, reply: FastifyReply, needs: CommandApiNeeds, body: unknown): Call {
  const principal = principalOf(request);
  const key = keyOf(request);
  const parts = [principal.tenantId, principal.account, request.method, request.routeOptions.url ?? '', pathOf(request)];
  const commandId = commandIdFrom(...parts, key ?? `drawn ${randomUuid(needs.machine.random)}`);
  reply.header('ragtime-command-id', commandId);
  return {
    principal,
    commandId,
    remembered: key !== undefined,
    // A POST creates something, which has no version yet.
    ifVersion: request.method === 'POST' ? undefined : ifVersionOf(request),
    correlationId: request.id,
    traceParent: request.traceParent,
    payloadHash: hashOf(request, body),
    fresh: freshnessOf(request, reply, needs),
    signal: request.hungUp,
  };
}

/** Completes the call after its body was read part by part. */
export const withBody = (call: Call, request: FastifyRequest, body: unknown): Call => ({ ...call, payloadHash: hashOf(request, body) });

const hashOf = (request: FastifyRequest, body: unknown): Uint8Array => payloadHashOf({ url: request.url, body: body ?? null });

/** The freshness that the headers of the request ask for. */
function freshnessOf(request: FastifyRequest, reply: FastifyReply, { reads, gate }: CommandApiNeeds): Freshness {
  return {
    wait: async (source) => await passReadGate(request, reply, [reads[source]], gate),
    readBehind: async (source, read) => await readBehindGate(request, reply, [reads[source]], gate, read),
  };
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = single(request.headers['idempotency-key']);
  if (key === undefined || /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new ProblemError('idempotency-key-invalid');
}

function ifVersionOf(request: FastifyRequest): number | undefined {
  const value = single(request.headers['if-match']);
  if (value === undefined || value === '*') return undefined;
  const [, version] = /^"(\d{1,15})"$/.exec(value) ?? [];
  if (version === undefined)
    throw new ProblemError('if-match-invalid', { detail: 'If-Match must be an ETag of this resource, such as "3"' });
  return Number(version);
}

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '';

const single = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' || header === undefined ? header : header.join(',');
