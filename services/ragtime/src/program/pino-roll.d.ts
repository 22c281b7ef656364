declare module 'pino-roll' {
  /** A log file. When it is full, a new one follows: `file.1`, `file.2` and so on. */
  export default function roll(options: {
    readonly file: string;
    /** `10m`, `64k`. */
    readonly size: string;
    /** `count`: how many full files are kept. */
    readonly limit: { readonly count: number };
    readonly mkdir: boolean;
  }): Promise<{ write(line: string): void }>;
}
