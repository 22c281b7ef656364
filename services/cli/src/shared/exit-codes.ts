/** Exit codes that scripts may rely on. The guide to the command line lists them. */
export const exitCodes = {
  done: 0,
  /** Something that was requested was refused or failed, or a check found something wrong. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** No server answers at the URL. */
  unreachable: 3,
  /** The server refuses the key, or the key may not do this. */
  notAllowed: 4,
  /** It was done, and some of what it worked on is damaged or missing. */
  incomplete: 5,
  /** Ended by Ctrl-C before it was done. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
