import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { realMachine as machine, randomUuid } from '@ragtime/runtime';
import { patience } from '@ragtime/testkit/eventually';
import { servers } from '@ragtime/testkit/servers';
import { expect, it, vi } from 'vitest';
import { createKafkaSignals } from './kafka-signals.ts';

const partitions = 4;
const script = fileURLToPath(new URL('../testing/member-process.ts', import.meta.url));

/** The session of the member, and the time that the group takes to agree. */

it('the others hear what a killed member had not settled, and what comes later into its partitions, once its session has ended', async () => {
  const topic = `killed-${randomUuid(machine.random)}`;
  const signals = createKafkaSignals({ brokers: [servers().kafka], machine, topicOf: () => ({ partitions, retentionMs: 3_600_000 }) });
  const heard: string[] = [];
  let own: readonly number[] = [];
  const onAssigned = (assigned: readonly number[]): void => void (own = assigned);
  await signals.join(topic, { group: topic, memberId: 'survivor', onAssigned }, ({ value }, settle) => {
    heard.push(Buffer.from(value).toString());
    settle();
  });
  await vi.waitFor(() => expect(own).toHaveLength(partitions), patience);
  const other = spawn(process.execPath, [script, servers().kafka, topic, String(partitions)], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const said: string[] = [];
    createInterface(other.stdout).on('line', (line) => said.push(line));
    await vi.waitFor(() => expect([own.length, said.some((line) => line.startsWith('{"assigned"'))]).toEqual([2, true]), patience);
    const [theirs = 0] = Array.from({ length: partitions }, (_, partition) => partition).filter((one) => !own.includes(one));
    const publish = async (text: string) => await signals.publish(topic, { key: 'key', partition: theirs, value: Buffer.from(text) });
    await publish('taken and not settled');
    await vi.waitFor(() => expect(said).toContain('{"heard":"taken and not settled"}'), patience);
    other.kill('SIGKILL');
    await publish('rung at the dead one');
    await vi.waitFor(() => expect(heard).toEqual(['taken and not settled', 'rung at the dead one']), patience);
    expect(own).toHaveLength(partitions);
  } finally {
    other.kill('SIGKILL');
    await signals.close();
  }
});
