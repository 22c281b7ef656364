import type { BlobId, DatasetId, DocumentId, DomainCommand, RunId, TenantId } from '@ragtime/domain';
import type { OutcomePosition } from '@ragtime/event-log';
import { createLogger, type Logger, realMachine as machine } from '@ragtime/runtime';
import { commandsOf, completeTask, planAttempt, startAttempt, startWorld, type World as WriteSide } from '@ragtime/testkit/world';

export const partitions = 2;
export const tenantId = 'tenant-1' as TenantId;

/** The world that a read projector follows, and what users and workers do in it. */
export interface World extends Pick<WriteSide, 'log' | 'codec' | 'vault'> {
  readonly logger: Logger;
  /** Lines of the program's log at warn and above. */
  readonly warnings: readonly string[];
  /** @returns the position after its events. Throws when the command is not accepted. */
  submit(command: DomainCommand): Promise<OutcomePosition>;
  createDataset(id: string): Promise<OutcomePosition>;
  upload(datasetId: string, documentId: string, name?: string): Promise<OutcomePosition>;
  /** Runs a parse from the request to the end, with one worker. */
  parse(datasetId: string, documentId: string): Promise<OutcomePosition>;
  deleteDocument(datasetId: string, documentId: string): Promise<OutcomePosition>;
  deleteDataset(datasetId: string): Promise<OutcomePosition>;
  /** The order of an operator, in every partition. */
  refold(generation: number): Promise<void>;
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const base = await startWorld({ machine, partitions });
  const { vault } = base;
  const commands = commandsOf({ vault, machine, tenantId });
  const warnings: string[] = [];
  const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void warnings.push(line) } });
  const submit = async (command: DomainCommand) => await base.submit(command, tenantId);
  const placeOf = (datasetId: string, documentId: string) => ({ datasetId: datasetId as DatasetId, documentId: documentId as DocumentId });

  return {
    ...base,
    logger,
    warnings,
    submit,
    createDataset: async (id) => await submit(commands.createDataset(id as DatasetId)),
    async upload(datasetId, documentId, name) {
      const keySlot = await vault.takeSlot();
      const about = { keySlot, metadata: { year: 2026 }, ...(name !== undefined && { name }) };
      return await submit(commands.registerDocument(placeOf(datasetId, documentId), about));
    },
    async parse(datasetId, documentId) {
      const at = placeOf(datasetId, documentId);
      await submit(commands.requestParsing(at, `run of ${documentId}` as RunId));
      const attempt = planAttempt(at, 1);
      await submit(startAttempt(attempt));
      return await submit(completeTask(attempt, { artifact: 't/d/a' as BlobId, chunks: 2, tokens: 20, pages: 1 }));
    },
    deleteDocument: async (datasetId, documentId) => await submit(commands.deleteDocument(placeOf(datasetId, documentId))),
    deleteDataset: async (datasetId) => await submit(commands.closeDataset(datasetId as DatasetId)),
    refold: async (generation) => void (await Promise.all(base.owners.all.map(async (owner) => await owner.refold(generation)))),
    close: base.stop,
  };
}
