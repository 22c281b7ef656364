import { getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers';

const raw = async (container: StartedTestContainer) => (await getContainerRuntimeClient()).container.getById(container.getId());

/** Ends the server as a power cut would: it flushes and closes nothing. */
export const kill = async (container: StartedTestContainer): Promise<void> =>
  void (await (await raw(container)).kill({ signal: 'SIGKILL' }));

/** Starts the same container again, with its files and ports. Resolves before its server is ready. */
export const startAgain = async (container: StartedTestContainer): Promise<void> => void (await (await raw(container)).start());

/** Stops the server's processes: a connected client gets neither an answer nor an end of the connection. */
export const freeze = async (container: StartedTestContainer): Promise<void> => void (await (await raw(container)).pause());

export const thaw = async (container: StartedTestContainer): Promise<void> => void (await (await raw(container)).unpause());
