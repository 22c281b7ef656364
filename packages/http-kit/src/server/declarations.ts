import type { Access, Action, Principal } from '@ragtime/access';
import type { Positions } from '@ragtime/event-log';
import type { z } from 'zod';

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the server is about to close. An answer that never ends by itself must then end. */
    readonly closing: AbortSignal;
    readonly access: Access;
    /** Counts an event stream of the caller. @returns a function that must be called when the stream is over. @throws ProblemError too-many-streams */
    takeStream(request: FastifyRequest): () => void;
  }
  interface FastifyRequest {
    /** Aborted when the caller hangs up before the answer. */
    hungUp: AbortSignal;
    /** The trace context of this request's span. Work that the request starts continues the trace with it. */
    traceParent: string | undefined;
    /** Undefined on public routes only. */
    principal: Principal | undefined;
    /** The name by which the rate limit counts the request: that of a credential, or of an address. */
    countedAs: string;
  }
  interface FastifyReply {
    /** Sends the positions of a write or a read as `Ragtime-Position`, and remembers them for the caller's next reads. */
    statePositions(positions: Positions): void;
  }
  interface FastifyContextConfig {
    /** The action that the caller must be allowed to do. The server does not start with a route that has none. */
    action?: Action;
    /** The OpenAPI file describes these bodies, by media type. The route reads them itself. */
    bodies?: Readonly<Record<string, z.ZodType | Readonly<Record<string, unknown>>>>;
    /** The OpenAPI file describes here query parameters whose names the caller chooses. */
    queryNotes?: string;
  }
}
