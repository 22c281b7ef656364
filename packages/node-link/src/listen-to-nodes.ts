import type { AddressInfo } from 'node:net';
import { errorTable } from '@ragtime/contracts';
import type { ForwardAnswer, Submission } from '@ragtime/event-log';
import { type Machine, messageOf } from '@ragtime/runtime';
import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { callPath, forwardPath } from './forward-path.ts';
import { pack, unpack } from './packed.ts';
import { createVerifier } from './signature.ts';
import type { NodeTls } from './signed-post.ts';

export interface NodePortOptions<Command, Event, Reason extends string> {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The secret of the installation: 32 bytes, the same on all nodes. */
  readonly secret: Uint8Array;
  readonly machine: Pick<Machine, 'clock'>;
  /** Default: plain lines. With it, a node without a certificate of the authority cannot connect. */
  readonly tls?: NodeTls | undefined;
  readonly receive: (submission: Submission<Command>) => Promise<ForwardAnswer<Event, Reason>>;
  /** Handlers of other calls, by name. The caller gets the code and the message of an error that a handler throws. The signal is aborted when the caller hangs up. */
  readonly calls?: Readonly<Record<string, (argument: unknown, signal: AbortSignal) => Promise<unknown>>>;
}

/** No command is so large. */
const bodyBytesMax = 8 * 1024 * 1024;

const Cause = z.object({
  manager: z.string(),
  generation: z.int(),
  sourceLogId: z.string(),
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  index: z.int(),
});
const Forwarded = z.object({
  command: z.looseObject({ type: z.string() }),
  commandId: z.string(),
  payloadHash: z.instanceof(Uint8Array),
  remembered: z.boolean(),
  ifVersion: z.union([z.int(), z.undefined()]),
  cause: z.union([Cause, z.undefined()]),
  correlationId: z.string(),
  tenantId: z.string(),
  actor: z.string(),
  traceParent: z.union([z.string(), z.undefined()]),
});

/**
 * Opens the internal port for other nodes. It refuses a call that is not signed with the installation's secret, is too old, or came before.
 * A forwarded command carries the actor that the sending node authenticated.
 */
export async function listenToNodes<Command, Event, Reason extends string>(
  options: NodePortOptions<Command, Event, Reason>,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const isSigned = createVerifier(options.secret, options.machine.clock);
  const { tls } = options;
  const common = { bodyLimit: bodyBytesMax, forceCloseConnections: true };
  const app = (
    tls === undefined ? fastify(common) : fastify({ ...common, https: { ...tls, requestCert: true, rejectUnauthorized: true } })
  ) as FastifyInstance;
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook('preHandler', async (request, reply) => {
    const call = { method: request.method, path: request.url, body: String(request.body) };
    if (!isSigned(call, request.headers)) await reply.code(401).send();
  });
  app.post(forwardPath, async (request, reply) => {
    const submission = Forwarded.safeParse(unpack(String(request.body)));
    if (!submission.success) return await reply.code(400).send();
    const answer = await options.receive(submission.data as never);
    if (answer.kind !== 'answered') return await reply.code(answer.kind === 'not-owner' ? 421 : 503).send();
    return await reply.type('application/json').send(pack(answer.outcome));
  });
  app.post<{ Params: { name: string } }>(callPath(':name'), async (request, reply) => {
    const { calls = {} } = options;
    const handler = Object.hasOwn(calls, request.params.name) ? calls[request.params.name] : undefined;
    if (handler === undefined) return await reply.code(404).send();
    const argument = z.object({ argument: z.unknown() }).safeParse(unpack(String(request.body)));
    if (!argument.success) return await reply.code(400).send();
    const hungUp = new AbortController();
    reply.raw.once('close', () => hungUp.abort(new Error('the caller hung up')));
    const answer = await handler(argument.data.argument, hungUp.signal).then(
      (value) => ({ answer: value }),
      (error: unknown) => ({
        // Release 0.1.0 requires the name. Callers decide by the code.
        error: { code: codeOf(error), name: error instanceof Error ? error.name : 'Error', message: messageOf(error) },
      }),
    );
    return await reply.type('application/json').send(pack(answer));
  });
  await app.listen({ host: options.host, port: options.port });
  const { port } = app.server.address() as AddressInfo;
  return {
    address: `${tls === undefined ? 'http' : 'https'}://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close: async () => await app.close(),
  };
}

/** Only codes of the table travel: codes of libraries, such as `ECONNREFUSED`, mean something about this node alone. */
function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && errorTable.has(code) ? code : undefined;
}
