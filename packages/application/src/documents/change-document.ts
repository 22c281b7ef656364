import type { ChangeDocument, DatasetId, DocumentId } from '@ragtime/domain';
import { type Answer, answerOf, refused } from '../answers/answer.ts';
import { findDocument } from '../looking/find-document.ts';
import { firstAnswer } from '../looking/first-answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { submissionOf } from '../submission/command-context.ts';
import { documentNameHash } from './names.ts';

export interface DocumentIds {
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
}

/** What is left out stays. */
export interface DocumentChange {
  readonly name: string | undefined;
  /** Null removes all of it. */
  readonly metadata: Readonly<Record<string, unknown>> | null | undefined;
  readonly enabled: boolean | undefined;
}

/** Renames a document, replaces its metadata, or takes it out of searches. */
export async function changeDocument(
  needs: Pick<ApplicationNeeds, 'bus' | 'vault' | 'library' | 'trackers'>,
  call: Call,
  ids: DocumentIds,
  { name, metadata, enabled }: DocumentChange,
): Promise<Answer<{ readonly version: number }>> {
  const { bus, vault } = needs;
  const { tenantId } = call.principal;
  const document = await findDocument(needs, call, ids);
  const nothing: ChangeDocument = { type: 'ChangeDocument', ...ids };
  if (document === undefined) return (await firstAnswer(needs, call, nothing)) ?? refused('document-unknown');
  const { keySlot } = document;
  const command: ChangeDocument = {
    ...nothing,
    ...(name === undefined
      ? {}
      : { name: { name: vault.seal(keySlot, name), nameHash: documentNameHash(vault, tenantId, ids.datasetId, name) } }),
    ...(metadata === undefined ? {} : { metadata: metadata === null ? null : vault.seal(keySlot, JSON.stringify(metadata)) }),
    ...(enabled === undefined ? {} : { enabled }),
  };
  return answerOf(await bus.submit(submissionOf(command, call)), ({ version }) => ({ version }));
}
