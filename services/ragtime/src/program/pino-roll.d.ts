declare module 'pino-roll' {
  /** A file that is begun anew when it is full: `file.1`, `file.2` and so on. */
  export default function roll(options: {
    readonly file: string;
    /** `10m`, `64k`. */
    readonly size: string;
    /** `count`: of full files. */
    readonly limit: { readonly count: number };
    readonly mkdir: boolean;
  }): Promise<{ write(line: string): void }>;
}
