import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../../app/session/use-session.ts';
import { connection } from '../../shared/connection.ts';
import { notifyProblem } from '../../shared/notices.ts';
import { useDatasets } from '../datasets/use-datasets.ts';
import { forgetDocument } from '../search/answers.ts';
import { useUploads } from '../uploads/use-uploads.ts';
import { createDocumentStore, type DocumentStore } from './document-store.ts';

/** The documents of a dataset while a component shows them. Undefined until the store exists. */
export function useDocuments(datasetId: string, nameContains: string): DocumentStore | undefined {
  const { api, signal: ended } = useSession();
  const datasets = useDatasets();
  const uploads = useUploads();
  const [store, setStore] = useState<{ readonly datasetId: string; readonly store: DocumentStore }>();
  useEffect(() => {
    const left = new AbortController();
    const both = AbortSignal.any([ended, left.signal]);
    const created = createDocumentStore({
      api,
      datasetId,
      ended: both,
      nameContains,
      onConnection: (isOpen) => {
        connection.value = isOpen ? 'open' : 'broken';
      },
      onDeleted: forgetDocument,
      onDatasetChanged: () => void datasets.reload().catch(notifyProblem),
    });
    setStore({ datasetId, store: created });
    uploads.onUploaded(async (into) => {
      if (into === datasetId) await created.refresh();
    }, both);
    created.follow().catch((error: unknown) => {
      if (!both.aborted) notifyProblem(error);
    });
    return () => {
      left.abort();
      connection.value = 'none';
    };
  }, [api, datasetId]);
  useEffect(() => store?.store.filter(nameContains), [store, nameContains]);
  return store?.datasetId === datasetId ? store.store : undefined;
}
