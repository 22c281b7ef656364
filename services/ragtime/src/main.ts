#!/usr/bin/env node
import { realMachine } from '@ragtime/runtime';
import { runCli } from './cli/run-cli.ts';
import { version } from './version.ts';

const exitCode = await runCli({
  machine: realMachine,
  version,
  process,
  async serve({ roles }) {
    if (roles !== undefined) process.env['RAGTIME_ROLES'] = roles;
    // Most commands only ask a server: they need not wait for one to be loaded.
    const { serve } = await import('./program/serve.ts');
    return await serve(realMachine);
  },
});
process.exit(exitCode);
