import type { ApplicationNeeds } from '@ragtime/application';
import type { HttpServer, ReadGateOptions, ReadSource } from '@ragtime/http-kit';

/** What the routes for writes stand on: what the use cases need, and how fresh their reads can be. */
export interface CommandApiOptions extends Omit<ApplicationNeeds, 'trackers'> {
  readonly reads: {
    readonly library: ReadSource;
    /** What searches see: a delete answers when it has passed. */
    readonly search: ReadSource;
  };
  readonly gate: ReadGateOptions;
  readonly uploadBytesMax: number;
}

export type CommandApiNeeds = CommandApiOptions & ApplicationNeeds;

export type Routes = (app: HttpServer, needs: CommandApiNeeds) => void;
