export interface Stoppable {
  stop(): Promise<void>;
}

/** A part that is at work in one process of the installation at a time. */
export interface Turn<Part> {
  /** Undefined while another process has it. */
  current(): Part | undefined;
  stop(): Promise<void>;
}

export const parts = ['orchestrator', 'read-projector', 'search-projector'] as const;
export type PartName = (typeof parts)[number];

/** Starts a part when it is this process' turn. Two at once would be slow, never wrong: the log and the stores refuse what comes twice. */
export type OneAtATime = <Part extends Stoppable>(name: PartName, start: () => Promise<Part>) => Promise<Turn<Part>>;

/** Of a process that is the only one. */
export const atOnce: OneAtATime = async (_name, start) => {
  const part = await start();
  return { current: () => part, stop: async () => await part.stop() };
};
