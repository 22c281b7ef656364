import { type ChildProcess, fork } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KernelLock, kernelLock } from './kernel-lock.ts';

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const program = fileURLToPath(new URL(`../child/main${extension}`, import.meta.url));

/** The share of a child's memory limit that its heap may take. The rest is for the program, buffers and what V8 needs beside the heap. */
const heapShare = 0.6;

/**
 * The only environment variables of a child, for glibc. Freed message buffers go back to the system instead of leaving holes that later buffers do
 * not fit. Without these settings memory grows slowly with the number of windows.
 */
const allocator = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '32768', MALLOC_TRIM_THRESHOLD_: '131072' };

/**
 * V8 normally collects garbage while the program goes on, and lets the heap grow meanwhile: by tens of megabytes when its helper threads get no
 * core. It keeps the pages in a pool afterwards, so one such moment stays in the child's memory for good, and more windows make one likelier. With
 * these flags V8 collects at once, and whenever the heap has grown by a tenth. Then memory depends neither on the load nor on the length of the
 * document.
 */
const steadyHeap = ['--no-incremental-marking', '--heap-growing-percent=10'];

export interface ChildOptions {
  readonly memoryBytesMax: number;
  /** What this system offers, unless it is chosen. */
  readonly lock?: KernelLock | undefined;
  readonly script?: string;
  /** Further options of node. */
  readonly nodeOptions?: readonly string[];
}

/**
 * Starts a node process that may read the code of this package and its libraries. It may read no other file, may write none, may start no children
 * or addons, and has nothing of the environment. Messages bring the file that it parses. The network is shut twice: by the kernel, where the system
 * lets this program ask for it (`kernelLock`), and in the child's own JavaScript (`shutNetwork`).
 */
export function spawnChild(options: ChildOptions): ChildProcess {
  const { memoryBytesMax, script = program, nodeOptions = [] } = options;
  const lock = 'lock' in options ? options.lock : kernelLock();
  const heapMebibytes = Math.floor((memoryBytesMax * heapShare) / 1024 / 1024);
  const execArgv = [
    '--permission',
    '--allow-worker', // for the thread that watches the parent; the child gives the right up once that thread runs
    ...readableFolders().map((folder) => `--allow-fs-read=${join(folder, '*')}`),
    `--max-old-space-size=${heapMebibytes}`,
    '--max-semi-space-size=4', // a small nursery: memory that is free again after each page, at a few percent of speed
    ...steadyHeap,
    '--expose-gc',
    '--disable-sigusr1', // a signal must not open the port of a debugger
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=PERM0006',
    '--no-addons',
    ...nodeOptions,
  ];
  const [execPath = process.execPath, ...before] = [...(lock?.command ?? []), process.execPath];
  return fork(script, [], {
    execPath,
    execArgv: [...before, ...execArgv],
    env: allocator,
    cwd: dirname(program),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** This package, and the folder of packages that contains its libraries. */
function readableFolders(): readonly string[] {
  const own = realpathSync(join(dirname(program), '..', '..'));
  const library = realpathSync(createRequire(import.meta.url).resolve('zod/package.json'));
  const mark = `${sep}node_modules${sep}`;
  return [own, library.slice(0, library.indexOf(mark) + mark.length - 1)];
}
