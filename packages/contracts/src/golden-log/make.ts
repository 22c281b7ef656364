import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { actorText, documentRules, type Rules, tenantRules, topics, withKinds } from '@ragtime/domain';
import { type Cause, type Codec, createPartitionOwner } from '@ragtime/event-log';
import { createMemoryLog, createVirtualMachine, type MemoryLog, type VirtualMachine } from '@ragtime/event-log/testing';
import { uuidFromParts } from '@ragtime/runtime';
import { createCodec, type EventCodec } from '../codec/codec.ts';
import { decodePartition, foldPartition } from './fold.ts';
import { type GoldenPartition, goldenFolder, nextLog, readGoldenLog, writeGoldenLog } from './golden-log.ts';
import { plainJson } from './plain-json.ts';
import { documentStory, storyKinds } from './story/document-story.ts';
import { ada, keyOfAda, tenantId } from './story/names.ts';
import { causedCommand, tenantStory } from './story/tenant-story.ts';

/**
 * `node make.ts` writes the golden log `next` with the present code, as often as needed. `--release VERSION` gives it the name of a release: from
 * then on it never changes. `--outcome VERSION` keeps the records of a release and writes only what the present code makes of them.
 */
const usage = 'node make.ts [--release VERSION | --outcome VERSION]';

async function main(options: readonly string[]): Promise<void> {
  const [option, named] = options;
  if (option === '--outcome' && named !== undefined) {
    const { schemas, partitions } = readGoldenLog(named);
    const codec = createCodec();
    for (const schema of schemas) codec.learn(schema);
    return writeGoldenLog(named, outcomeOf(partitions, codec));
  }
  if (option === '--release' && named !== undefined) {
    if (existsSync(new URL(named, goldenFolder))) throw new Error(`${named} is released. ${usage}`);
    return renameSync(new URL(nextLog, goldenFolder), new URL(named, goldenFolder));
  }
  if (option !== undefined) throw new Error(usage);
  mkdirSync(new URL(`${nextLog}/`, goldenFolder), { recursive: true });
  const codec = createCodec();
  const partitions = await tellStory(codec);
  writeGoldenLog(nextLog, { schemas: codec.own().map(({ json }) => json), partitions, ...outcomeOf(partitions, codec) });
}

function outcomeOf(partitions: readonly GoldenPartition[], codec: EventCodec) {
  const decoded = partitions.map((partition) => ({ topic: partition.topic, records: decodePartition(partition, codec) }));
  return {
    decoded: Object.fromEntries(decoded.map(({ topic, records }) => [topic, plainJson(records)])),
    state: Object.fromEntries(decoded.map(({ topic, records }) => [topic, foldPartition(topic, records)])),
  };
}

/** Time and random numbers are virtual, so that the same code always makes the same bytes. */
async function tellStory(codec: EventCodec): Promise<readonly GoldenPartition[]> {
  const machine = createVirtualMachine({ startMs: Date.UTC(2026, 10, 25, 8) });
  const log = createMemoryLog({ machine });
  const names = [topics.tenantEvents, topics.documentEvents] as const;
  await log.ensureTopics(names.map((name) => ({ name, partitions: 1 })));
  const cause: Cause = {
    manager: 'name-reservations',
    generation: 1,
    sourceLogId: 'another log',
    topic: topics.documentEvents,
    partition: 0,
    offset: 7,
    index: 0,
  };
  const tenantSteps = [...tenantStory.map((command) => ({ command, cause: undefined })), { command: causedCommand, cause }];
  await tell({ log, machine, codec, topic: topics.tenantEvents, rules: tenantRules, steps: tenantSteps });
  const documentSteps = documentStory.map((command) => ({ command, cause: undefined }));
  await tell({ log, machine, codec, topic: topics.documentEvents, rules: withKinds(documentRules, storyKinds), steps: documentSteps });
  return names.map((topic) => ({ topic, records: log.contents(topic, 0) }));
}

interface Telling<Command extends { readonly type: string }, Event, Entities, Reason extends string> {
  readonly log: MemoryLog;
  readonly machine: VirtualMachine;
  readonly codec: Codec<Event>;
  readonly topic: string;
  readonly rules: Rules<Command, Event, Entities, Reason>;
  readonly steps: readonly { readonly command: Command; readonly cause: Cause | undefined }[];
}

async function tell<Command extends { readonly type: string }, Event, Entities, Reason extends string>(
  told: Telling<Command, Event, Entities, Reason>,
): Promise<void> {
  const { log, machine, codec, topic, rules, steps } = told;
  const owner = createPartitionOwner({ log, topic, partition: 0, rules, codec, machine });
  await machine.until(owner.start());
  for (const [index, { command, cause }] of steps.entries()) {
    await machine.advance(1_234);
    // A record of another writer. The next batch lands after its stamps, counts nowhere, and is decided again.
    if (index === 3) log.intrude(topic, 0, [{ key: undefined, value: Uint8Array.of(1, 2, 3), stamp: undefined }]);
    const commandId = uuidFromParts(topic, String(index)).replaceAll('-', '');
    const submission = {
      command,
      commandId,
      payloadHash: Buffer.from(commandId, 'hex'),
      remembered: cause === undefined,
      ifVersion: undefined,
      cause,
      correlationId: uuidFromParts('request', commandId),
      tenantId,
      actor: actorText({ kind: 'account', account: ada, via: { kind: 'api-key', apiKeyId: keyOfAda } }),
      traceParent: index % 2 === 0 ? undefined : `00-${commandId}-${commandId.slice(0, 16)}-01`,
    };
    const outcome = await machine.until(owner.submit(submission));
    const expected = cause === undefined ? 'accepted' : 'unchanged';
    if (outcome.kind !== expected) throw new Error(`${index} ${command.type}: ${JSON.stringify(outcome)}`);
  }
  await machine.until(owner.refold(2));
  machine.shiftClock(-3_600_000);
  await machine.until(owner.acceptClock());
  machine.shiftClock(3_600_000);
  await machine.until(owner.stop());
}

await main(process.argv.slice(2));
