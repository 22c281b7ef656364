import { runCli } from '@ragtime/cli';
import { realMachine } from '@ragtime/runtime';
import { buildCommandLine, type Programs } from './commands/build-command-line.ts';
import { version } from './version.ts';

const settingsProgram = async () => await import('./program/distributed/stored-settings.ts');
const backups = async () => await (await import('./program/backup/backups.ts')).openBackups(realMachine, process.env);

// Most commands only ask a server, so the server's code is loaded only by the commands that need it.
const programs: Programs = {
  serve: async (options) => await (await import('./program/serve.ts')).serve(realMachine, options),
  backups: {
    make: async (...of) => await (await backups()).make(...of),
    check: async (...of) => await (await backups()).check(...of),
    restore: async (...of) => await (await backups()).restore(...of),
  },
  storedSettings: {
    read: async (...of) => await (await settingsProgram()).readStoredSettings(...of),
    store: async (...of) => await (await settingsProgram()).storeSetting(...of),
  },
  keysReset: async ({ folder }) => await (await import('./program/keys-reset.ts')).keysReset(realMachine, { folder }),
};
const exitCode = await runCli({
  machine: realMachine,
  process,
  build: (context, noteServing) =>
    buildCommandLine({
      ...programs,
      context,
      version,
      async serve(options) {
        noteServing();
        return await programs.serve(options);
      },
    }),
});
// A pipe takes time to empty. Anything that a server left behind after its end must not keep the process alive.
for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
process.exit(exitCode);
