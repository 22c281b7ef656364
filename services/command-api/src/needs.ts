import type { ApplicationNeeds } from '@ragtime/application';
import type { HttpServer, ReadGateOptions, ReadSource } from '@ragtime/http-kit';

/** The dependencies of the routes that write: those of the use cases, and the sources of their reads. */
export interface CommandApiOptions extends Omit<ApplicationNeeds, 'trackers'> {
  readonly reads: {
    readonly library: ReadSource;
    /** The positions of searches: a delete is answered when searches have passed it. */
    readonly search: ReadSource;
  };
  readonly gate: ReadGateOptions;
  readonly uploadBytesMax: number;
}

export type CommandApiNeeds = CommandApiOptions & ApplicationNeeds;

export type Routes = (app: HttpServer, needs: CommandApiNeeds) => void;
