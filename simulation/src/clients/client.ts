import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import type { Actor, DocumentTopicCommand, DomainCommand, DomainEvent, UserId } from '@ragtime/domain';
import type { Cause, Outcome, PartitionName, Submission } from '@ragtime/event-log';
import type { Call } from '@ragtime/event-log/testing';
import type { SimulatedNode } from '../nodes/node.ts';
import type { Happening } from '../plan/happening.ts';
import { hit } from '../shared/faults.ts';
import { endOf, partitionNameOf, type World } from '../shared/world.ts';
import { commandOf, tenantId } from './commands.ts';

export type AnyCall = Call<DomainCommand, DomainEvent, string>;

/** The nodes that run now and can be called. */
export interface Reachable {
  node(number: number): SimulatedNode | undefined;
  readonly count: number;
}

export interface Clients {
  /** Every call that was ever answered, by the partition that it went to. */
  readonly calls: ReadonlyMap<PartitionName, readonly AnyCall[]>;
  perform(happening: Extract<Happening, { kind: 'command' }>): Promise<void>;
  /** Sends commands one after the other; a restored manager sends its earlier commands again. */
  manage(happening: Extract<Happening, { kind: 'manager' }>): Promise<void>;
  /** Repeats the command until it has an answer, whatever happens. */
  insist(command: DomainCommand, name: string): Promise<Outcome<DomainEvent, string>>;
}

/** How long a client waits for an answer before it asks another node. */
const patienceMs = 3_000;
const triesMax = 30;
const ada: Actor = { kind: 'account', account: 'ada' as UserId };

export function createClients(world: World, nodes: Reachable): Clients {
  const { machine } = world;
  const calls = new Map<PartitionName, AnyCall[]>();
  let managing: Promise<void> = Promise.resolve();
  let settledUpTo = 0;

  async function ask(submission: Submission<DomainCommand>, node: number): Promise<Outcome<DomainEvent, string>> {
    const partition = partitionNameOf(submission.command);
    const endBefore = endOf(world, partition);
    const outcome = await answerOf(submission, nodes.node(node));
    const own = calls.get(partition) ?? [];
    calls.set(partition, own);
    own.push({ submission, endBefore, endAfter: endOf(world, partition), outcome });
    return outcome;
  }

  /** The outcome that a broken or silent connection leaves open. */
  async function answerOf(submission: Submission<DomainCommand>, node: SimulatedNode | undefined): Promise<Outcome<DomainEvent, string>> {
    const { commandId } = submission;
    if (node === undefined || node.life.isDead) return { kind: 'unavailable', commandId, cause: 'no-owner' };
    const waiting = new AbortController();
    const silence = new Promise<Outcome<DomainEvent, string>>((resolve) => {
      const unknown = () => resolve({ kind: 'unknown', commandId });
      node.life.onDeath(unknown);
      machine.timers.sleep(patienceMs, waiting.signal).then(unknown, () => undefined);
    });
    const answered = new Promise<Outcome<DomainEvent, string>>((resolve) =>
      node.life.hear(() => void node.writing.bus.submit(submission).then((outcome) => node.life.hear(() => resolve(outcome)))),
    );
    const first = await Promise.race([answered, silence]);
    waiting.abort(new Error('answered'));
    return first;
  }

  async function untilAnswered(submission: Submission<DomainCommand>, node: number): Promise<Outcome<DomainEvent, string>> {
    for (let tries = 0; ; tries += 1) {
      const outcome = await ask(submission, (node + tries) % nodes.count);
      if (outcome.kind !== 'unknown' && outcome.kind !== 'unavailable') return outcome;
      if (tries >= triesMax) return outcome;
      await machine.timers.sleep(50);
    }
  }

  /** A rename reserves its name first, as the edge does. @returns undefined when another dataset has it. */
  async function reserved(command: DocumentTopicCommand, client: number, node: number): Promise<DocumentTopicCommand | undefined> {
    if (command.type !== 'ChangeDataset' || command.name === undefined) return command;
    const { datasetId, name } = command;
    const commandId = commandIdFrom('reserve', client);
    const reserve: DomainCommand = { type: 'ReserveDatasetName', tenantId, nameHash: name.nameHash, datasetId };
    const outcome = await untilAnswered(
      internalSubmission<DomainCommand>({
        command: reserve,
        commandId,
        actor: ada,
        tenantId,
        correlationId: `client-${client}`,
        remembered: true,
      }),
      node,
    );
    if (outcome.kind === 'accepted' || outcome.kind === 'duplicate') return { ...command, name: { ...name, reservedAtMs: outcome.atMs } };
    return outcome.kind === 'unchanged' ? command : undefined;
  }

  return {
    calls,
    async perform({ client, node, wish, keyless, ifVersion, again }) {
      const command = await reserved(await commandOf(world, wish, client), client, node);
      if (command === undefined) return;
      const submission = {
        ...internalSubmission<DomainCommand>({
          command,
          commandId: commandIdFrom('client', client),
          actor: ada,
          tenantId,
          correlationId: `client-${client}`,
          remembered: !keyless,
        }),
        ifVersion: mayNameVersion(command) ? ifVersion : undefined,
      };
      if (keyless) return void (await ask(submission, node));
      const answer = await untilAnswered(submission, node);
      if (again && answer.kind !== 'unknown' && answer.kind !== 'unavailable') await untilAnswered(submission, node + 1);
    },
    async manage({ node, from, commands }) {
      const mine = managing.then(async () => {
        if (from < settledUpTo) hit(world.skies.hits, 'manager-restored');
        for (let at = Math.min(from, settledUpTo); at < from + commands; at += 1) {
          const outcome = await untilAnswered(managed(at), node);
          if (outcome.kind === 'unknown' || outcome.kind === 'unavailable') return;
          settledUpTo = Math.max(settledUpTo, at + 1);
        }
      });
      managing = mine;
      await mine;
    },
    async insist(command, name) {
      const commandId = commandIdFrom('set-up', name);
      return await untilAnswered(
        internalSubmission<DomainCommand>({ command, commandId, actor: ada, tenantId, correlationId: name, remembered: true }),
        0,
      );
    },
  };
}

/** All go to one partition, so that they have one order there. */
function managed(at: number): Submission<DomainCommand> {
  const cause: Cause = {
    manager: 'simulated',
    generation: 1,
    sourceLogId: 'elsewhere',
    topic: 'elsewhere',
    partition: 0,
    offset: at,
    index: 0,
  };
  const command: DocumentTopicCommand = {
    type: 'ChangeDataset',
    datasetId: 'dataset-0' as DocumentTopicCommand['datasetId'],
    description: `caused ${at}`,
  };
  return internalSubmission<DomainCommand>({
    command,
    commandId: commandIdFrom('managed', at),
    actor: { kind: 'orchestrator' },
    tenantId,
    correlationId: `cause-${at}`,
    cause,
  });
}

const mayNameVersion = ({ type }: DomainCommand): boolean =>
  type === 'ChangeDocument' || type === 'DeleteDocument' || type === 'ChangeDataset' || type === 'CloseDataset';
