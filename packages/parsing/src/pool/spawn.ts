import { type ChildProcess, fork } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const program = fileURLToPath(new URL(`../child/main${extension}`, import.meta.url));

/** Of the memory that a child may take, this part is the heap's; the rest is the program, buffers and what V8 needs beside it. */
const heapShare = 0.6;

/**
 * The only environment of a child, for glibc: buffers of messages go back to the system when they are freed, instead of leaving holes that
 * later ones do not fit. Without it memory creeps up with the number of windows.
 */
const allocator = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '32768', MALLOC_TRIM_THRESHOLD_: '131072' };

/**
 * V8 clears garbage while the program goes on, and lets the heap grow meanwhile: by tens of megabytes when its helpers get no core. The
 * pages are kept in a pool afterwards, so one such moment, likelier the more windows there are, stays in the child's memory for good.
 * Cleared at once, and whenever the heap has grown by a tenth, memory depends neither on the load nor on the length of the document.
 */
const steadyHeap = ['--no-incremental-marking', '--heap-growing-percent=10'];

/**
 * A node process that may read the code of this package and its libraries, and nothing else: no other file, no writing, no children or
 * addons, nothing of the environment. What it is to read comes by messages.
 */
export function spawnChild(memoryBytesMax: number, script = program): ChildProcess {
  const heapMebibytes = Math.floor((memoryBytesMax * heapShare) / 1024 / 1024);
  const execArgv = [
    '--permission',
    '--allow-worker', // for the thread that watches the parent; threads have no more rights than their process
    ...readableFolders().map((folder) => `--allow-fs-read=${join(folder, '*')}`),
    `--max-old-space-size=${heapMebibytes}`,
    '--max-semi-space-size=4', // a small nursery: memory that is free again after each page, at a few percent of speed
    ...steadyHeap,
    '--expose-gc',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=PERM0006',
    '--no-addons',
  ];
  return fork(script, [], {
    execPath: process.execPath,
    execArgv,
    env: allocator,
    cwd: dirname(program),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** This package, and the folder of packages that its libraries stand in. */
function readableFolders(): readonly string[] {
  const own = realpathSync(join(dirname(program), '..', '..'));
  const library = realpathSync(createRequire(import.meta.url).resolve('zod/package.json'));
  const mark = `${sep}node_modules${sep}`;
  return [own, library.slice(0, library.indexOf(mark) + mark.length - 1)];
}
