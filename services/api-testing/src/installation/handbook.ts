import { type Answer, at, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { type Call, callerOf } from '../calling/caller.ts';
import { type Apis, startApis } from './apis.ts';

/** An installation with one dataset, and one parsed document in it. */
export interface Handbook {
  readonly apis: Apis;
  /** As the operator of the installation, who is the tenant's owner too. */
  readonly call: Call;
  readonly datasetId: string;
  /** The path of the documents of the dataset. */
  readonly documents: string;
  readonly documentId: string;
  /** Of the upload. */
  readonly commandId: string;
  /** As it was uploaded. */
  readonly text: string;
  search(body: object): Promise<Answer>;
  /** Parses the document again. Resolves when the run has ended. */
  parse(options: { readonly keepEdits: boolean }): Promise<void>;
}

const text = '# Boiler\n\nThe valve closes at 4 bar.\n\n# Pump\n\nThe pump hums softly & slowly at night.';

export async function startHandbook(): Promise<Handbook> {
  const apis = await startApis();
  const call = callerOf(apis.app, apis.tenant.keys.operator);
  const datasetId = textAt(await call('POST', '/v1/datasets', { body: { name: 'Handbook' } }), 'datasetId');
  const documents = `/v1/datasets/${datasetId}/documents`;
  const body = { name: 'guide/bo"iler.md', text, metadata: { year: 2026, tags: ['a'] } };
  const uploaded = await call('POST', `${documents}?parse=true`, { body });
  const documentId = textAt(uploaded, 'items.0.documentId');
  const parsed = async (url: string) =>
    await eventually('parsed', async () => (at(await call('GET', url), 'status') === 'parsed' ? true : undefined));
  await parsed(`${documents}/${documentId}`);
  return {
    apis,
    call,
    datasetId,
    documents,
    documentId,
    commandId: textAt(uploaded, 'items.0.commandId'),
    text,
    search: async (query) => await call('POST', '/v1/search', { body: query }),
    async parse({ keepEdits }) {
      const requested = await call('POST', `/v1/datasets/${datasetId}/parse`, { body: { documentIds: [documentId], keepEdits } });
      await parsed(`/v1/runs/${textAt(requested, 'items.0.runId')}`);
    },
  };
}
