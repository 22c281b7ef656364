import { createKafkaOwnership } from '@ragtime/event-log-kafka';
import { NodeAway } from '@ragtime/node-link';
import { retry } from '@ragtime/runtime';
import { type Lead, type Leadership, type LedPart, ledParts, type Stoppable } from '../roles/leadership.ts';
import type { ProcessOptions } from '../roles/options.ts';
import type { DistributedAdapters } from './adapters.ts';
import type { Node } from './nodes.ts';

export interface Leaders {
  readonly lead: Lead;
  /** Calls the process that leads a part. @throws NodeAway when no process leads it, or the leader does not answer. */
  ask(
    part: LedPart,
    name: string,
    argument: unknown,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<unknown>;
}

/**
 * A consumer group with one partition decides who leads a part. A process that waits takes over when the leader leaves, or is silent for too long.
 */
export function createLeaders({ kafka }: DistributedAdapters, { self, caller }: Node, options: ProcessOptions): Leaders {
  const { config, machine, logger, shutdown } = options;
  const groups = new Map(
    ledParts.map((part) => {
      const group = createKafkaOwnership({
        ...kafka,
        machine,
        groupId: `${config.installation}-${part}`,
        partitions: [`${part}/0`],
        onTrouble: (detail) =>
          logger.warn(
            { part, detail },
            'the consumer group of a part cannot be reached; its leader is unknown until the process reaches it again',
          ),
      });
      shutdown.add(`leadership of the ${part}`, () => group.close(), { timeoutMs: 500 });
      return [part, group] as const;
    }),
  );
  const groupOf = (part: LedPart) => {
    const group = groups.get(part);
    if (group === undefined) throw new TypeError(`${part} has no leader`);
    return group;
  };

  return {
    async lead<Part extends Stoppable>(part: LedPart, start: () => Promise<Part>): Promise<Leadership<Part>> {
      let leadership: { readonly halt: AbortController; readonly working: Promise<Part | undefined> } | undefined;
      let current: Part | undefined;

      /** Tries until the part starts or the leadership ends: a server that it needs may be down. */
      async function work({ signal }: AbortController): Promise<Part | undefined> {
        const onFailure = (error: unknown) => logger.error({ err: error, part }, 'a part cannot be started; the process tries again');
        const started = await retry(start, { machine, betweenMs: [500, 10_000], signal, onFailure }).catch(() => undefined);
        if (started === undefined || signal.aborted) return started;
        logger.info({ part }, 'this process leads the part');
        current = started;
        return started;
      }

      async function end(): Promise<void> {
        const ending = leadership;
        [leadership, current] = [undefined, undefined];
        ending?.halt.abort(new Error('the leadership ended'));
        await (await ending?.working)?.stop();
      }

      const membership = await groupOf(part).join(self, {
        onAssigned() {
          const halt = new AbortController();
          leadership ??= { halt, working: work(halt) };
        },
        onRevoked: end,
      });
      return {
        current: () => current,
        async stop() {
          await membership.leave();
          await end();
        },
      };
    },
    async ask(part, name, argument, how) {
      const member = await groupOf(part)
        .ownerOf(`${part}/0`)
        .catch(() => undefined);
      if (member === undefined) throw new NodeAway(`no process leads the ${part}`);
      return await caller.call(member.address, name, argument, how);
    },
  };
}
