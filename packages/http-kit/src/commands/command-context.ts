import { createHash } from 'node:crypto';
import { actorOf, type Principal } from '@ragtime/access';
import { actorText, type CommandId, type DomainCommand } from '@ragtime/domain';
import type { Submission } from '@ragtime/event-log';
import { type Random, randomUuid } from '@ragtime/runtime';
import canonicalize from 'canonicalize';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';
import { principalOf } from '../server/require-access.ts';

/** Who asks, under which key, for which version, in which trace: all that a command takes from its request. */
export interface CommandContext {
  readonly principal: Principal;
  /** The id of the request's first command; those of further ones are derived from it, and so are the ids of what they make. */
  readonly commandId: CommandId;
  /** Whether the caller gave an `Idempotency-Key`. */
  readonly remembered: boolean;
  /** From `If-Match`; undefined when the caller takes any version. */
  readonly ifVersion: number | undefined;
  readonly correlationId: string;
  readonly traceParent: string | undefined;
}

/**
 * Read from the request's head alone. The id is the hash of tenant, account, method, route, target and key, so that two callers'
 * keys never meet; without a key it is drawn. Whatever becomes of the request, its answer says the id.
 *
 * @throws ProblemError idempotency-key-invalid, if-match-invalid
 */
export function commandContextOf(request: FastifyRequest, reply: FastifyReply, random: Random): CommandContext {
  const principal = principalOf(request);
  const key = keyOf(request);
  const parts = [principal.tenantId, principal.account, request.method, request.routeOptions.url ?? '', pathOf(request)];
  const commandId = digest(...parts, key ?? `drawn ${randomUuid(random)}`);
  reply.header('ragtime-command-id', commandId);
  return {
    principal,
    commandId,
    remembered: key !== undefined,
    // What is created has no version yet that somebody could have read.
    ifVersion: request.method === 'POST' ? undefined : ifVersionOf(request),
    correlationId: request.id,
    traceParent: request.traceParent,
  };
}

/** Another command of the same request: a repeat of the request makes the same one. */
export const derivedCommandId = (context: CommandContext, ...parts: readonly (string | number)[]): CommandId =>
  digest(context.commandId, ...parts.map(String));

/** Tells a repeat from another request under the same key: the path, the query and the body, never ids that were drawn for it. */
export function payloadHashOf(request: FastifyRequest, body: unknown): Uint8Array {
  const text = canonicalize({ url: request.url, body: body ?? null }) ?? '';
  return new Uint8Array(createHash('sha256').update(text).digest().subarray(0, 16));
}

export function submissionOf<Command extends DomainCommand>(
  command: Command,
  context: CommandContext,
  payloadHash: Uint8Array,
  own: { readonly commandId?: CommandId; readonly ifVersion?: undefined } = {},
): Submission<Command> {
  const { principal, remembered, correlationId, traceParent } = context;
  return {
    command,
    commandId: own.commandId ?? context.commandId,
    payloadHash,
    remembered,
    ifVersion: 'ifVersion' in own ? undefined : context.ifVersion,
    cause: undefined,
    correlationId,
    tenantId: principal.tenantId,
    actor: actorText(actorOf(principal)),
    traceParent,
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

function digest(...parts: readonly string[]): CommandId {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash.digest('hex').slice(0, 32) as CommandId;
}
