import { getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers';

const raw = async (container: StartedTestContainer) => (await getContainerRuntimeClient()).container.getById(container.getId());

/** As a power cut for the server alone: nothing is flushed, nothing is closed. */
export const kill = async (container: StartedTestContainer): Promise<void> =>
  void (await (await raw(container)).kill({ signal: 'SIGKILL' }));

/** The same container again, with its files and ports. Resolves before its server is ready. */
export const startAgain = async (container: StartedTestContainer): Promise<void> => void (await (await raw(container)).start());

/** A connected client gets neither an answer nor an end. */
export const freeze = async (container: StartedTestContainer): Promise<void> => void (await (await raw(container)).pause());

export const thaw = async (container: StartedTestContainer): Promise<void> => void (await (await raw(container)).unpause());
