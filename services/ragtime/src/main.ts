#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// This flag is set before Node compiles TypeScript and before a database is opened. `openSession` of the database package says why.
setFlagsFromString('--no-wasm-code-gc');
// Whatever the program makes is for its own user alone. A program has one mask, so it is set before anything is made.
process.umask(0o077);
await import('./run.ts');
