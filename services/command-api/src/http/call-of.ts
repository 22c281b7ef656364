import type { Call, Freshness } from '@ragtime/application';
import { commandIdFrom, payloadHashOf } from '@ragtime/application/submission';
import { ProblemError, passReadGate, principalOf, readBehindGate } from '@ragtime/http-kit';
import { randomUuid } from '@ragtime/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandApiNeeds } from '../needs.ts';

/**
 * A request as a call of a use case. The id is the hash of tenant, account, method, route, target and key, so that two callers' keys
 * never meet; without a key it is drawn. Whatever becomes of the request, its answer says the id.
 *
 * @param body what tells a repeat from another request under the same key, beside the path and the query; never ids that were drawn for it
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
    // What is created has no version yet that somebody could have read.
    ifVersion: request.method === 'POST' ? undefined : ifVersionOf(request),
    correlationId: request.id,
    traceParent: request.traceParent,
    payloadHash: hashOf(request, body),
    fresh: freshnessOf(request, reply, needs),
    signal: request.hungUp,
  };
}

/** The same call, once its body was read part by part. */
export const withBody = (call: Call, request: FastifyRequest, body: unknown): Call => ({ ...call, payloadHash: hashOf(request, body) });

const hashOf = (request: FastifyRequest, body: unknown): Uint8Array => payloadHashOf({ url: request.url, body: body ?? null });

/** As fresh as the headers of the request ask for. */
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
