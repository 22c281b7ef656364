import { spawnSync } from 'node:child_process';
import { networkFilter } from './network-filter.ts';

/** A command that takes the network from itself in the kernel and then becomes the program that follows it, in the same process. */
export interface KernelLock {
  /** `seccomp`: no socket can be opened. `namespace`: sockets reach no other process, except those with a path in the file system. */
  readonly kind: 'seccomp' | 'namespace';
  readonly command: readonly [file: string, ...args: string[]];
}

/**
 * Node cannot install a filter, and Perl, which is part of every Debian and Ubuntu, can: it knows system calls by number. `38` means that the
 * process and its children gain no rights any more, without which a user who is not root may install no filter.
 */
const installFilter = `
my ($prctl, $filter, @program) = @ARGV;
$filter = pack "H*", $filter;
syscall($prctl + 0, 38, 1, 0, 0, 0) == 0
  and syscall($prctl + 0, 22, 2, pack("S x6 P", length($filter) / 8, $filter)) == 0
  or exit 125;
exec { $program[0] } @program;
exit 126;
`;

/** Ends with this code when it cannot open a socket. */
const refusedCode = 77;
const trial = `require('node:net').createServer().on('error', () => process.exit(${refusedCode})).listen(0, '127.0.0.1', () => process.exit(0))`;
const trialTimeoutMs = 20_000;

let found: { readonly lock: KernelLock | undefined } | undefined;

/** The first lock that works on this system. The first call tries them, which takes less than a tenth of a second for each. */
export function kernelLock(): KernelLock | undefined {
  found ??= { lock: candidates().find(works) };
  return found.lock;
}

function candidates(): readonly KernelLock[] {
  if (process.platform !== 'linux') return [];
  const filter = networkFilter(process.arch);
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? [] : ['--user', '--map-current-user'];
  return [
    ...(filter === undefined
      ? []
      : [
          {
            kind: 'seccomp',
            command: ['/usr/bin/perl', '-e', installFilter, `${filter.prctl}`, filter.program.toString('hex')],
          } satisfies KernelLock,
        ]),
    { kind: 'namespace', command: ['/usr/bin/unshare', ...user, '--net', '--'] },
  ];
}

/** Runs the command with a program that tries to open a socket. */
function works({ command: [file, ...args] }: KernelLock): boolean {
  const { status } = spawnSync(file, [...args, process.execPath, '-e', trial], { env: {}, stdio: 'ignore', timeout: trialTimeoutMs });
  return status === refusedCode;
}
