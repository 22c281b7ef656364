#!/usr/bin/env node
import { realMachine } from '@ragtime/runtime';
import { runCli } from './cli/run-cli.ts';
import { keysReset } from './program/keys-reset.ts';
import { serve, version } from './program/serve.ts';

const exitCode = await runCli({
  machine: realMachine,
  version,
  process,
  serve: async ({ roles }) => await serve(realMachine, { roles }),
  keysReset: async ({ folder }) => await keysReset(realMachine, { folder }),
});
// A pipe takes its time; whatever a server left behind after its time must not keep the process.
for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
process.exit(exitCode);
