export interface Stoppable {
  stop(): Promise<void>;
}

/** The leadership of a part: only one process of the installation runs the part at a time. */
export interface Leadership<Part> {
  /** Undefined while another process leads. */
  current(): Part | undefined;
  stop(): Promise<void>;
}

export const ledParts = ['orchestrator', 'read-projector', 'search-projector'] as const;
export type LedPart = (typeof ledParts)[number];

/** Starts a part when this process leads it. Two leaders at once would be slow but never wrong: the log and the stores refuse repeated work. */
export type Lead = <Part extends Stoppable>(name: LedPart, start: () => Promise<Part>) => Promise<Leadership<Part>>;

/** For a process that is the only one: it leads at once. */
export const leadAlone: Lead = async (_name, start) => {
  const part = await start();
  return { current: () => part, stop: async () => await part.stop() };
};
