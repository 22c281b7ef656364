import type { Positions } from '@ragtime/event-log';
import type { Action, Principal } from '../access/principal.ts';

declare module 'fastify' {
  interface FastifyRequest {
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
  }
}
