import { createKafkaOwnership } from '@ragtime/event-log-kafka';
import { NodeAway } from '@ragtime/node-link';
import { retry } from '@ragtime/runtime';
import { type OneAtATime, type PartName, parts, type Stoppable, type Turn } from '../roles/one-at-a-time.ts';
import type { ProcessOptions } from '../roles/options.ts';
import type { DistributedAdapters } from './adapters.ts';
import type { Node } from './nodes.ts';

export interface Turns {
  readonly oneAtATime: OneAtATime;
  /** Asks the process in which a part is at work. @throws NodeAway while there is none, or it does not answer. */
  ask(
    part: PartName,
    name: string,
    argument: unknown,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<unknown>;
}

/** Whose turn it is says a consumer group a part, with one place in it; whoever waits takes over when the other leaves, or is silent for too long. */
export function createTurns({ kafka }: DistributedAdapters, { self, caller }: Node, options: ProcessOptions): Turns {
  const { config, machine, logger, shutdown } = options;
  const groups = new Map(
    parts.map((part) => {
      const group = createKafkaOwnership({
        ...kafka,
        machine,
        groupId: `${config.installation}-${part}`,
        partitions: [`${part}/0`],
        onTrouble: (detail) => logger.warn({ part, detail }, 'whose turn it is cannot be told just now'),
      });
      shutdown.add(`turns of the ${part}`, () => group.close(), { timeoutMs: 500 });
      return [part, group] as const;
    }),
  );
  const groupOf = (part: PartName) => {
    const group = groups.get(part);
    if (group === undefined) throw new TypeError(`${part} has no turns`);
    return group;
  };

  return {
    async oneAtATime<Part extends Stoppable>(part: PartName, start: () => Promise<Part>): Promise<Turn<Part>> {
      let turn: { readonly halt: AbortController; readonly working: Promise<Part | undefined> } | undefined;
      let current: Part | undefined;

      /** Tries until it works or the turn is over: what it needs may be down. */
      async function work({ signal }: AbortController): Promise<Part | undefined> {
        const onFailure = (error: unknown) => logger.error({ err: error, part }, 'a part could not be started: it is tried again');
        const started = await retry(start, { machine, betweenMs: [500, 10_000], signal, onFailure }).catch(() => undefined);
        if (started === undefined || signal.aborted) return started;
        logger.info({ part }, 'it is the turn of this process');
        current = started;
        return started;
      }

      async function end(): Promise<void> {
        const ending = turn;
        [turn, current] = [undefined, undefined];
        ending?.halt.abort(new Error('the turn is over'));
        await (await ending?.working)?.stop();
      }

      const membership = await groupOf(part).join(self, {
        onAssigned() {
          const halt = new AbortController();
          turn ??= { halt, working: work(halt) };
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
      if (member === undefined) throw new NodeAway(`no ${part} is at work`);
      return await caller.call(member.address, name, argument, how);
    },
  };
}
