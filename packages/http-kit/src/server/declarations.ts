import type { Action, Principal } from '@ragtime/access';
import type { Positions } from '@ragtime/event-log';
import type { z } from 'zod';

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the server is about to close: answers that never end by themselves end now. */
    readonly closing: AbortSignal;
  }
  interface FastifyRequest {
    /** Aborted when the caller hangs up before the answer. */
    hungUp: AbortSignal;
    /** Of the span of this request: for what it begins. */
    traceParent: string | undefined;
    /** Undefined on public routes only. */
    principal: Principal | undefined;
  }
  interface FastifyReply {
    /** What a write reached, or a read was read at: into `Ragtime-Position`, and remembered for the caller's next reads. */
    statePositions(positions: Positions): void;
  }
  interface FastifyContextConfig {
    /** What the caller must be allowed to do. A route without one does not start. */
    action?: Action;
    /** Bodies that the route reads by itself, for its description: by media type. */
    bodies?: Readonly<Record<string, z.ZodType | Readonly<Record<string, unknown>>>>;
    /** Query parameters with names that only the caller knows, for its description. */
    queryNotes?: string;
  }
}
