import { openS3BlobStore } from '@ragtime/blob-store';
import { openServerDatabase } from '@ragtime/database';
import { topics } from '@ragtime/domain';
import { openKafkaLog } from '@ragtime/event-log-kafka';
import { realMachine as machine } from '@ragtime/runtime';
import { prepareEnvironment } from '@ragtime/testkit/images';
import { createInstallation } from '../../distributed/installation.ts';
import { check } from '../checks/check.ts';
import { leftovers } from '../checks/deleted.ts';
import { type Caller, createCaller, patiently } from '../http.ts';
import type { ChaosReport } from '../run.ts';
import { seededRandom } from '../seeded-random.ts';
import { startWorkload } from '../work/workload.ts';
import { inTurn, programVictim, serverVictim } from './victims.ts';

const { clock, timers } = machine;

export interface DistributedChaosOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly clients: number;
  readonly say: (line: string) => void;
}

const processes = {
  'api 1': ['command-api', 'query-api'],
  'api 2': ['command-api', 'query-api'],
  'read projector 1': ['read-projector'],
  'read projector 2': ['read-projector'],
  'search projector 1': ['search-projector'],
  'search projector 2': ['search-projector'],
  'orchestrator 1': ['orchestrator'],
  'orchestrator 2': ['orchestrator'],
  'worker 1': ['parse-worker'],
  'worker 2': ['parse-worker'],
} as const;

/**
 * Kills every process of an installation and its servers, one after the other, while clients work on it. Then it checks over HTTP everything
 * that was promised to them.
 */
export async function runDistributedChaos({ minutes, seed, clients, say }: DistributedChaosOptions): Promise<ChaosReport> {
  prepareEnvironment();
  const [{ startKafka }, { startPostgres }, { startOpenSearch, startS3 }] = await Promise.all([
    import('@ragtime/testkit/kafka'),
    import('@ragtime/testkit/postgres'),
    import('@ragtime/testkit/others'),
  ]);
  const [kafka, postgres, openSearch, s3] = await Promise.all([
    startKafka(),
    startPostgres({ keepsFiles: true }),
    startOpenSearch(),
    startS3({ keepsFiles: true }),
  ]);
  const containers = [kafka.container, postgres.container, openSearch.container, s3.container];
  const installation = createInstallation({
    kafka: kafka.broker,
    openSearch: openSearch.address,
    s3: s3.address,
    ...(await makeDatabases(postgres.address)),
  });
  try {
    const programs = await Promise.all(
      Object.entries(processes).map(async ([name, roles]) => await programVictim(installation, name, roles)),
    );
    const random = seededRandom(seed);
    const ways = programs.filter(({ name }) => name.startsWith('api')).map(({ program }) => createCaller(program().url, program().apiKey));
    const caller = byTurns(ways);
    const workload = await startWorkload({ caller, clients, random, name: `s${seed}` });
    const victims = inTurn(
      [
        ...programs,
        serverVictim('kafka', kafka.container, async () => await leads(kafka.broker)),
        serverVictim('postgres', postgres.container, async () => await answers(postgres.address)),
        serverVictim(
          'opensearch',
          openSearch.container,
          async () => (await fetch(`${openSearch.address}/_cluster/health?wait_for_status=yellow`)).ok,
        ),
        serverVictim('s3', s3.container, async () => (await fetch(s3.address.endpoint)).status < 500),
      ],
      random,
    );
    const [kills, restartMs]: [Record<string, number>, number[]] = [{}, []];
    const startedMs = clock.monotonicMs();
    const untilMs = startedMs + minutes * 60_000;
    while (clock.monotonicMs() < untilMs && !workload.isBroken) {
      await timers.sleep(1_000 + random.next() * 5_000);
      const { value: victim } = victims.next();
      if (victim === undefined) break;
      await victim.kill();
      await timers.sleep(random.next() * 3_000);
      const from = clock.monotonicMs();
      await victim.startAgain();
      restartMs.push(clock.monotonicMs() - from);
      const words = `of ${victim.name}`;
      kills[words] = (kills[words] ?? 0) + 1;
      const share = Math.min(1, (clock.monotonicMs() - startedMs) / (minutes * 60_000));
      const { answered, unanswered } = workload.writer;
      say(
        `[${'█'.repeat(Math.round(share * 20)).padEnd(20, '·')}] ${victim.name}: ready after ${Math.round(restartMs.at(-1) ?? 0)} ms; ${answered} writes answered, ${unanswered} under way`,
      );
    }
    await workload.finish();
    const { problems, counts } = await check(patiently(caller), workload);
    problems.push(...programs.flatMap(({ ownDeaths }) => ownDeaths), ...workload.writer.problems);
    problems.push(...(await leftovers(pathsIn(installation.bucket, s3.address), workload.noted)));
    for (const { name, program } of programs) {
      const { code } = await program().stop();
      if (code !== 0) problems.push(`${name} ended with ${code}`);
    }
    const { answered, replays } = workload.writer;
    return { problems, kills, restartMs, counts: { uploaded: workload.noted.length, answered, replays, ...counts } };
  } finally {
    await installation.stop();
    await Promise.all(containers.map(async (container) => await container.stop({ timeout: 0 })));
  }
}

async function makeDatabases(url: string): Promise<{ readonly readModels: string; readonly vault: string }> {
  const at = (name: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const { createPool, sql } = await import('slonik');
  const server = await createPool(url);
  await server.query(sql.unsafe`create database vault`);
  await server.end();
  return { readModels: url, vault: at('vault') };
}

/** Some more than the clients' requests under way: any of the last answers may hold the newest position of its partition. */
const rememberedPositions = 24;

/** Each request goes to the next API node, which may not know of the last one: so the request carries the positions that were shown before. */
function byTurns(ways: readonly Caller[]): Caller {
  let turn = 0;
  let shown: readonly string[] = [];
  const next = (): Caller => {
    turn += 1;
    const way = ways[turn % ways.length];
    if (way === undefined) throw new Error('there is no way in');
    return way;
  };
  return {
    async ask(method, path, options = {}) {
      const answer = await next().ask(method, path, { ...options, after: shown });
      const position = answer?.headers.get('ragtime-position') ?? '';
      if (position !== '' && !shown.includes(position)) shown = [...shown, position].slice(-rememberedPositions);
      return answer;
    },
    bytes: async (path) => await next().bytes(path),
  };
}

/** A broker's port is open before the broker is ready: the leader of a partition answers for it. */
async function leads(broker: string): Promise<boolean> {
  const log = openKafkaLog({ brokers: [broker], machine });
  try {
    await (await log.openSession(topics.documentEvents, 0)).close();
    return true;
  } finally {
    await log.close();
  }
}

async function answers(url: string): Promise<boolean> {
  const database = await openServerDatabase({ url, connectTimeoutMs: 1_000 });
  await database.close();
  return true;
}

async function* pathsIn(
  bucket: string,
  { endpoint, ...credentials }: { readonly endpoint: string; readonly accessKeyId: string; readonly secretAccessKey: string },
): AsyncGenerator<string> {
  const blobs = await openS3BlobStore({ bucket, endpoint, credentials, region: 'us-east-1', machine });
  for await (const { path } of blobs.list('')) yield path;
  await blobs.close();
}
