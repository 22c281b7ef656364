/** A system call filter of Linux (seccomp) that lets a process open no socket, by whatever code it runs. */

interface Machine {
  /** How the kernel names the instruction set, `AUDIT_ARCH_…`. */
  readonly audit: number;
  readonly prctl: number;
  /** Calls that open or connect sockets, and calls that reach into other processes, which may have sockets. */
  readonly refused: readonly number[];
  /** System calls from this number on belong to another set of numbers. */
  readonly foreignFrom?: number;
}

const ioUringSetup = 425;
const pidfdGetfd = 438;

/** By `process.arch`. The numbers are those of the kernel and never change. */
const machines: Readonly<Record<string, Machine>> = {
  x64: {
    audit: 0xc000003e,
    prctl: 157,
    // socket, connect, bind, listen, ptrace, process_vm_readv, process_vm_writev
    refused: [41, 42, 49, 50, 101, 310, 311, ioUringSetup, pidfdGetfd],
    foreignFrom: 0x40000000,
  },
  arm64: {
    audit: 0xc00000b7,
    prctl: 167,
    // socket, connect, bind, listen, ptrace, process_vm_readv, process_vm_writev
    refused: [198, 203, 200, 201, 117, 270, 271, ioUringSetup, pidfdGetfd],
  },
};

/** Instructions of the filter's language (classic BPF). */
const loadWord = 0x20;
const skipUnlessEqual = 0x15;
const skipUnlessAtLeast = 0x35;
const answer = 0x06;
const allow = 0x7fff0000;
const accessDenied = 0x00050000 | 13;
/** Offsets in what the filter is asked: the number of the call, and the instruction set. */
const callNumber = 0;
const instructionSet = 4;

export interface NetworkFilter {
  /** The number of the call that installs a filter. */
  readonly prctl: number;
  readonly program: Buffer;
}

/** @returns undefined for an instruction set whose numbers are not known here */
export function networkFilter(arch: string): NetworkFilter | undefined {
  const machine = machines[arch];
  if (machine === undefined) return undefined;
  const { audit, prctl, refused, foreignFrom } = machine;
  const program: Buffer[] = [];
  const add = (code: number, value: number, ifTrue = 0, ifFalse = 0): void => {
    const instruction = Buffer.alloc(8);
    instruction.writeUInt16LE(code, 0);
    instruction.writeUInt8(ifTrue, 2);
    instruction.writeUInt8(ifFalse, 3);
    instruction.writeUInt32LE(value, 4);
    program.push(instruction);
  };
  add(loadWord, instructionSet);
  add(skipUnlessEqual, audit, 1, 0);
  add(answer, accessDenied);
  add(loadWord, callNumber);
  if (foreignFrom !== undefined) {
    add(skipUnlessAtLeast, foreignFrom, 0, 1);
    add(answer, accessDenied);
  }
  for (const call of refused) {
    add(skipUnlessEqual, call, 0, 1);
    add(answer, accessDenied);
  }
  add(answer, allow);
  return { prctl, program: Buffer.concat(program) };
}
