import { inOrder, serveThread, Transferred } from '../serve-thread.ts';

export interface OddJobs {
  readonly double: (number: number) => number;
  readonly reversed: (bytes: Uint8Array) => Uint8Array;
  readonly refuse: (what: { readonly code: string; readonly line: number }) => never;
  readonly throwNoError: (nothing: undefined) => never;
  readonly hang: (nothing: undefined) => void;
  readonly die: (nothing: undefined) => void;
}

class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;
  readonly line: number;

  constructor({ code, line }: Parameters<OddJobs['refuse']>[0]) {
    super(`refused with ${code}`);
    this.code = code;
    this.line = line;
  }
}

serveThread((greeting: string) => {
  if (greeting === '') throw new Refused({ code: 'no-greeting', line: 1 });
  return {
    ready: `${greeting}, caller`,
    take: inOrder<OddJobs>({
      double: async (number) => number * 2,
      reversed(bytes) {
        const reversed = Uint8Array.from(bytes).reverse();
        return new Transferred(reversed, [reversed.buffer]);
      },
      refuse(what) {
        throw new Refused(what);
      },
      throwNoError() {
        // oxlint-disable-next-line typescript/only-throw-error -- compiled code does this
        throw { name: 'ExitStatus', message: 'exit(1)', status: 1 };
      },
      hang: () => new Promise(() => undefined),
      die: () => process.exit(3),
    }),
  };
});
