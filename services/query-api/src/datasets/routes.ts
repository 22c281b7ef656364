import { countedPageQuery, FilterText, GivenId, ProblemError, pageOf, principalOf, problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import type { Routes } from '../needs.ts';
import { pageAs, wantsTotal } from '../paging.ts';
import { Dataset, datasetAs } from './view.ts';

/** GET /v1/datasets */
export const listDatasets: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/datasets',
    {
      config: { action: 'dataset:read' },
      schema: {
        operationId: 'listDatasets',
        summary: 'List datasets, newest first',
        tags: ['datasets'],
        querystring: z.strictObject({ ...countedPageQuery, name: FilterText.optional().describe('Exactly this name.') }),
        response: { 200: pageOf(Dataset), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { limit, cursor, total, name } = request.query;
      const { tenantId } = principalOf(request);
      const page = await read(request, reply, ['library'], () =>
        queries.listDatasets(tenantId, { limit, cursor, total: wantsTotal(total), name }),
      );
      return await reply.send(pageAs(page, datasetAs));
    },
  );
};

/** GET /v1/datasets/{datasetId} */
export const getDataset: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/datasets/:datasetId',
    {
      config: { action: 'dataset:read' },
      schema: {
        operationId: 'getDataset',
        summary: 'Read a dataset',
        tags: ['datasets'],
        params: z.strictObject({ datasetId: GivenId }),
        response: { 200: Dataset, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const dataset = await read(request, reply, ['library'], () => queries.getDataset(tenantId, request.params.datasetId));
      if (dataset === undefined) throw new ProblemError('dataset-unknown');
      return await reply.header('etag', `"${dataset.version}"`).send(datasetAs(dataset));
    },
  );
};
