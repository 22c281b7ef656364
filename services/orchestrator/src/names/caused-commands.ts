import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import { type DomainCommand, type EventTopicName, eventPartitions, topics } from '@ragtime/domain';
import { partitionOf, untilAnswered } from '@ragtime/event-log';
import type { OrchestratorOptions } from '../options.ts';
import { type CauseMarks, manager, type Source } from './causes.ts';
import { commandOf, type Intent } from './intents.ts';
import type { NameBook } from './name-book.ts';

type Needs = Pick<OrchestratorOptions, 'bus' | 'machine' | 'logger' | 'partitions'>;

interface Pending {
  readonly source: Source;
  readonly intent: Intent;
}

/**
 * Sends the commands that events caused, in the order of their partition. Each is sent only after the one before it had its final answer. The owner
 * refuses every cause at or below the highest one that it settled, so the rest may be sent again after a restart.
 */
export interface CausedCommands {
  add(source: Source, intent: Intent): void;
  begun(partition: number, logId: string): void;
  act(): void;
  stop(): Promise<void>;
}

export function createCausedCommands(
  needs: Needs,
  { marks, book }: { readonly marks: CauseMarks; readonly book: NameBook },
  following: { readonly mayAct: boolean; tenantsToProvenEnd(): Promise<void> },
): CausedCommands {
  const halt = new AbortController();
  const queues = new Map<number, Pending[]>();
  const logIds = new Map<number, string>();
  const draining = new Map<number, Promise<void>>();

  /** A reservation that is not in the book may be one that was not read yet. */
  async function commandFor(intent: Intent): Promise<DomainCommand | undefined> {
    const command = commandOf(intent, book);
    if (command !== undefined) return command;
    await following.tenantsToProvenEnd();
    return commandOf(intent, book);
  }

  async function send({ source, intent }: Pending): Promise<void> {
    const command = await commandFor(intent);
    const sourceLogId = logIds.get(source.partition);
    if (command === undefined || sourceLogId === undefined || marks.isSettled(targetOf(command, needs), source)) return;
    const { tenantId, datasetId } = intent;
    const { partition, offset } = source;
    const { generation } = marks;
    const outcome = await untilAnswered(
      needs.bus,
      internalSubmission({
        command,
        tenantId,
        actor: { kind: 'orchestrator' },
        correlationId: datasetId,
        commandId: commandIdFrom(manager, command.type, generation, sourceLogId, partition, offset),
        cause: { manager, generation, sourceLogId, topic: topics.documentEvents, partition, offset, index: 0 },
      }),
      { machine: needs.machine, signal: halt.signal },
    );
    halt.signal.throwIfAborted();
    needs.logger.info({ datasetId, command: command.type, outcome: outcome.kind }, 'the command about a reserved name was answered');
  }

  async function drain(queue: Pending[]): Promise<void> {
    for (let first = queue[0]; first !== undefined && following.mayAct; first = queue[0]) {
      await send(first);
      queue.shift();
    }
  }

  function drained(partition: number, queue: Pending[]): Promise<void> {
    return drain(queue)
      .catch((error: unknown) => {
        if (!halt.signal.aborted)
          needs.logger.warn({ error, partition }, 'a command about a reserved name could not be sent; it is sent again');
      })
      .then(() => void draining.delete(partition));
  }

  return {
    add(source, intent) {
      const queue = queues.get(source.partition) ?? [];
      queues.set(source.partition, queue);
      queue.push({ source, intent });
    },
    begun: (partition, logId) => void logIds.set(partition, logId),
    act() {
      if (!following.mayAct || halt.signal.aborted) return;
      for (const [partition, queue] of queues) {
        if (queue.length === 0 || draining.has(partition)) continue;
        draining.set(partition, drained(partition, queue));
      }
    },
    async stop() {
      halt.abort(new Error('the orchestrator was stopped'));
      await Promise.all(draining.values());
    },
  };
}

function targetOf(
  command: DomainCommand,
  { partitions = eventPartitions }: Needs,
): { readonly topic: EventTopicName; readonly partition: number } {
  if (command.type === 'ReleaseDatasetName') {
    return { topic: topics.tenantEvents, partition: partitionOf(command.tenantId, partitions) };
  }
  if (command.type === 'FenceDatasetName') return { topic: topics.documentEvents, partition: partitionOf(command.datasetId, partitions) };
  throw new Error(`${command.type} is not a command about names`);
}
