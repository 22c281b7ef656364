import { fileURLToPath } from 'node:url';
import { spawnChild } from '../pool/spawn.ts';

/** Starts a child that loops for ever, sends the child's process id to its own parent, and waits to be killed. */
const child = spawnChild({
  memoryBytesMax: 256 * 1024 * 1024,
  script: fileURLToPath(new URL('endless-child.ts', import.meta.url)),
});
child.once('message', () => process.send?.({ pid: child.pid }));
