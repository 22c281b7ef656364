#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// This flag is set before Node compiles TypeScript and before a database is opened. `openSession` of the database package says why.
setFlagsFromString('--no-wasm-code-gc');
await import('./run.ts');
