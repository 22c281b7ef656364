import type { Random } from '@ragtime/runtime';
import { realMachine as machine } from '@ragtime/runtime';
import { kill, startAgain } from '@ragtime/testkit/faults';
import type { StartedTestContainer } from '@ragtime/testkit/started';
import type { Installation } from '../../distributed/installation.ts';
import type { Program } from '../../support/program.ts';

/** A process that is killed and started again repeatedly. */
export interface Victim {
  readonly name: string;
  kill(): Promise<void>;
  /** Resolves once it is ready. */
  startAgain(): Promise<void>;
}

export interface KilledProgram extends Victim {
  program(): Program;
  /** The reason why it died without being killed. */
  readonly ownDeaths: readonly string[];
}

export async function programVictim(installation: Installation, name: string, roles: readonly string[]): Promise<KilledProgram> {
  let program = await installation.start(roles);
  const ownDeaths: string[] = [];
  return {
    name,
    ownDeaths,
    program: () => program,
    async kill() {
      await program.kill();
      const { signalCode, exitCode } = program.process;
      if (signalCode !== 'SIGKILL') ownDeaths.push(`${name} ended by itself with ${signalCode ?? exitCode}: see ${program.folder}.log`);
    },
    async startAgain() {
      program = await installation.start(roles, program);
    },
  };
}

export const serverVictim = (name: string, container: StartedTestContainer, isReady: () => Promise<boolean>): Victim => ({
  name,
  kill: async () => await kill(container),
  async startAgain() {
    await startAgain(container);
    while (!(await isReady().catch(() => false))) await machine.timers.sleep(200);
  },
});

/** Each victim as often as any other, in an order that follows from the seed. */
export function* inTurn(victims: readonly Victim[], random: Random): Generator<Victim> {
  for (;;) {
    const left = [...victims];
    while (left.length > 0) yield* left.splice(Math.floor(random.next() * left.length), 1);
  }
}
