import { messageOf } from '@ragtime/runtime';
import { type Address, dial, type Wire, type WireOptions } from './wire.ts';

export interface Leader extends Address {
  readonly replicas: number;
  /** The connection over which the answer came. */
  readonly answeredBy: Wire;
}

/** Which broker leads which partition, as some broker knows it. */
export interface Directory {
  /** @throws when the partition has no leader now or does not exist, or when no broker answers. Another broker is asked next. */
  leaderOf(topic: string, partition: number): Promise<Leader>;
  /** The answer turned out wrong: another broker is asked next, unless that has happened already. */
  doubt(answeredBy: Wire): void;
  close(): void;
}

/** Asks one broker after the other, over a connection that is kept for as long as it serves. */
export function createDirectory(brokers: readonly string[], options: WireOptions): Directory {
  let asking: Promise<Wire> | undefined;
  let current: Wire | undefined;
  let turn = 0;

  async function connect(): Promise<Wire> {
    const failures: unknown[] = [];
    for (let tries = 0; tries < brokers.length; tries += 1) {
      const address = addressOf(brokers[turn % brokers.length] ?? '');
      try {
        const wire = await dial(address, options);
        current = wire;
        wire.onEnd(() => forget(wire));
        return wire;
      } catch (error) {
        failures.push(error);
        turn += 1;
      }
    }
    throw new AggregateError(failures, `no broker of ${brokers.join(', ')} answers: ${failures.map(messageOf).join('; ')}`);
  }

  function forget(wire: Wire): void {
    if (current === wire) [asking, current] = [undefined, undefined];
  }

  function doubt(wire: Wire): void {
    // When many sessions break at once, the first one doubts. The connection that was opened since is not the one that answered them.
    if (current !== wire) return;
    turn += 1;
    forget(wire);
    wire.close();
  }

  return {
    async leaderOf(topic, partition) {
      asking ??= connect().catch((error: unknown) => {
        asking = undefined;
        throw error;
      });
      const wire = await asking;
      try {
        const { brokers: known, topicMetadata } = await wire.broker.metadata([topic]);
        const found = topicMetadata[0]?.partitionMetadata.find(({ partitionId }) => partitionId === partition);
        const leader = known.find(({ nodeId }) => nodeId === found?.leader);
        if (found === undefined) throw new Error(`there is no partition ${partition} of topic ${topic}`);
        if (leader === undefined) throw new Error(`${topic}/${partition} has no leader now`);
        return { host: leader.host, port: leader.port, replicas: found.replicas.length, answeredBy: wire };
      } catch (error) {
        doubt(wire);
        throw error;
      }
    },
    doubt,
    close: () => void asking?.then((wire) => wire.close()).catch(() => undefined),
  };
}

/** Parses `host:port`. A host may be an IPv6 address in brackets. */
export function addressOf(broker: string): Address {
  const colon = broker.lastIndexOf(':');
  return { host: broker.slice(0, colon).replace(/^\[|\]$/gu, ''), port: Number(broker.slice(colon + 1)) };
}
