import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { DomainCommand, DomainEvent } from '@ragtime/domain';
import type { ForwardAnswer, Member, Submission } from '@ragtime/event-log';
import { createNodeCaller, listenToNodes, type NodeCaller, type NodeTls } from '@ragtime/node-link';
import { type Machine, randomUuid, type Shutdown } from '@ragtime/runtime';
import { readTlsFiles } from '../tls-files.ts';
import type { DistributedConfig } from './servers.ts';

type Handler = (argument: unknown, signal: AbortSignal) => Promise<unknown>;
type Receive = (submission: Submission<DomainCommand>) => Promise<ForwardAnswer<DomainEvent, string>>;

/** This process as a node of its installation. */
export interface Node {
  readonly self: Member;
  /** 32 bytes, the same on all nodes. */
  readonly secret: Uint8Array;
  readonly tls: NodeTls | undefined;
  readonly caller: NodeCaller;
  /** Lets other nodes call this name from now on. */
  answer(name: string, handler: Handler): void;
  /** Decides the commands that other nodes forward from now on. */
  receive(receive: Receive): void;
}

/** Opens the port for calls between nodes. */
export async function openNode(
  config: DistributedConfig,
  { machine, shutdown }: { readonly machine: Machine; readonly shutdown: Shutdown },
): Promise<Node> {
  const secret = createHash('sha256').update(config.clusterSecret).digest();
  const calls: Record<string, Handler> = {};
  let receiving: Receive = async () => await Promise.resolve({ kind: 'not-owner' });
  const tls = await readTlsFiles(
    { cert: config.nodeTlsCertFile, key: config.nodeTlsKeyFile, ca: config.nodeTlsCaFile },
    { cert: 'nodeTlsCertFile', key: 'nodeTlsKeyFile', ca: 'nodeTlsCaFile' },
  );
  const port = await listenToNodes<DomainCommand, DomainEvent, string>({
    host: config.host,
    port: config.nodePort,
    secret,
    machine,
    tls,
    calls,
    receive: async (submission) => await receiving(submission),
  });
  shutdown.add('port for nodes', () => port.close(), { timeoutMs: 1_000 });
  const caller = createNodeCaller({ secret, machine, tls });
  shutdown.add('calls to nodes', () => caller.close(), { timeoutMs: 500 });
  const address = new URL(port.address);
  address.hostname = config.nodeHost ?? hostname();
  return {
    secret,
    tls,
    caller,
    self: { id: randomUuid(machine.random), address: address.origin },
    answer(name, handler) {
      calls[name] = handler;
    },
    receive(receive) {
      receiving = receive;
    },
  };
}
