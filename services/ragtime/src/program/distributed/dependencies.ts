import { databaseAnswers } from '@ragtime/database';
import { type ChunkId, type DocumentId, topics } from '@ragtime/domain';
import type { EventLog, PartitionSession } from '@ragtime/event-log';
import type { DependencyHealth, RoleHealth } from '@ragtime/http-kit';
import { type Machine, messageOf, withTimeout } from '@ragtime/runtime';
import type { SearchIndex } from '@ragtime/search';
import type { Role } from '../../config/settings.ts';
import type { ProcessOptions } from '../roles/options.ts';
import type { DistributedAdapters } from './adapters.ts';

type Dependency = DependencyHealth['name'];
const all: readonly Dependency[] = ['event-log', 'read-models', 'key-vault', 'search-index', 'blobs'];

/**
 * The servers that a role needs for all of its work. Without one of them it may still do some of it: the role's own state says whether it serves.
 */
const neededBy: Readonly<Record<Role, readonly Dependency[]>> = {
  'command-api': ['event-log', 'read-models', 'key-vault', 'blobs'],
  'query-api': all,
  'operations-api': ['event-log', 'read-models', 'key-vault'],
  'read-projector': ['event-log', 'read-models', 'key-vault'],
  'search-projector': all,
  orchestrator: ['event-log', 'key-vault', 'blobs'],
  'parse-worker': ['event-log', 'blobs'],
  console: [],
};

export interface Dependencies {
  /** Adds the servers that the role needs. */
  readonly withServers: (health: RoleHealth) => RoleHealth;
  /** Undefined when the server answered the last check, or was not asked yet. */
  readonly troubleOf: (name: Dependency) => string | undefined;
}

const everyMs = 2_000;
/** Longer than a busy server takes to answer. */
const answerWithinMs = 5_000;

/** Checks each server again and again, so that a health check need not wait for a silent server. */
export function watchDependencies(
  adapters: Pick<DistributedAdapters, 'log' | 'database' | 'vaultDatabase' | 'blobs'> & { readonly index: SearchIndex },
  { roles, machine, shutdown }: Pick<ProcessOptions, 'roles' | 'machine' | 'shutdown'>,
): Dependencies {
  const needed = new Set([...roles].flatMap((role) => neededBy[role]));
  const checks = checksOf(adapters);
  const states = new Map<Dependency, DependencyHealth>();
  const halt = new AbortController();
  for (const name of needed)
    void (async () => {
      while (!halt.signal.aborted) {
        states.set(name, await stateOf(name, checks[name], machine));
        await machine.timers.sleep(everyMs, halt.signal).catch(() => undefined);
      }
    })();
  // The shutdown does not wait for an answer of a silent server.
  shutdown.add('the watch on servers', () => halt.abort(new Error('the watch ends')), { timeoutMs: 100 });
  return {
    withServers: (health) =>
      isRole(health.role)
        ? { ...health, dependsOn: neededBy[health.role].map((name) => states.get(name) ?? { name, answers: undefined }) }
        : health,
    troubleOf(name) {
      const state = states.get(name);
      return state?.answers === false ? `${name} does not answer` : undefined;
    },
  };
}

const isRole = (name: string): name is Role => Object.hasOwn(neededBy, name);

type Check = (signal: AbortSignal) => Promise<unknown>;

async function stateOf(name: Dependency, check: Check, { timers }: Machine): Promise<DependencyHealth> {
  try {
    await withTimeout(check, { timeoutMs: answerWithinMs, timers });
    return { name, answers: true };
  } catch (error) {
    return { name, answers: false, detail: messageOf(error) };
  }
}

/** Each check asks for almost nothing, in the way in which the roles use the server. */
function checksOf({
  log,
  database,
  vaultDatabase,
  blobs,
  index,
}: Parameters<typeof watchDependencies>[0]): Readonly<Record<Dependency, Check>> {
  const absent = { documentId: 'absent' as DocumentId, run: 0, revision: 0, chunkId: 'absent' as ChunkId };
  return {
    'event-log': readOverOneSession(log),
    'read-models': async () => await databaseAnswers(database),
    'key-vault': async () => await databaseAnswers(vaultDatabase),
    'search-index': async () => await index.get([absent]),
    blobs: async () => await blobs.stat('no/such/blob'),
  };
}

/** Keeps a session as long as reads on it succeed. The log closes it at the end. */
function readOverOneSession(log: Pick<EventLog, 'openSession'>): Check {
  let kept: PartitionSession | undefined;
  return async (signal) => {
    const session = kept ?? (await log.openSession(topics.tenantEvents, 0));
    kept = undefined;
    try {
      await session.read(0, { limit: 1, waitMs: 0, signal });
      kept = session;
    } finally {
      if (kept === undefined) await session.close();
    }
  };
}
