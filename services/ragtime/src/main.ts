#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Before Node compiles what reads TypeScript anew, and before a database is opened: why is said in `openSession` of the read model.
setFlagsFromString('--no-wasm-code-gc');
await import('./run.ts');
