#!/usr/bin/env node
import { realMachine } from '@ragtime/runtime';
import { serve } from './program/serve.ts';

const [command = 'help'] = process.argv.slice(2);
if (command === 'serve') process.exit(await serve(realMachine));
process.stderr.write('usage: ragtime serve\n');
process.exitCode = 2;
