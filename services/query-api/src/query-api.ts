import { type HttpServer, readBehindGate } from '@ragtime/http-kit';
import { getMe, getTenant, listApiKeys, listMembers, listTenants } from './account/routes.ts';
import { getChunk, listChunks } from './chunks/routes.ts';
import { getCommand } from './commands/routes.ts';
import { getDataset, listDatasets } from './datasets/routes.ts';
import { getContent } from './documents/content.ts';
import { getDocument, listDocuments, listRevisions } from './documents/routes.ts';
import { createAuditFeed } from './events/audit-feed.ts';
import { listEvents } from './events/routes.ts';
import type { QueryApiNeeds, RouteNeeds, Routes } from './needs.ts';
import { getOverview } from './overview/routes.ts';
import { startLiveProgress } from './progress/live-progress.ts';
import { createPresentState } from './progress/present-state.ts';
import { watchAll, watchDataset } from './progress/routes.ts';
import { startStateFeed } from './progress/state-feed.ts';
import { getReceipt } from './receipts/routes.ts';
import { getRun, listDeadLetters, listRuns } from './runs/routes.ts';
import { search } from './searching/search.ts';

const routes: readonly Routes[] = [
  listDatasets,
  getDataset,
  listDocuments,
  getDocument,
  listRevisions,
  getContent,
  listChunks,
  getChunk,
  search,
  listRuns,
  getRun,
  listDeadLetters,
  getReceipt,
  getCommand,
  listEvents,
  watchAll,
  watchDataset,
  getMe,
  listTenants,
  getTenant,
  listMembers,
  listApiKeys,
  getOverview,
];

/** Adds every route that reads, and starts the feed for clients that watch. The feed ends with the server. */
export async function queryApi(app: HttpServer, needs: QueryApiNeeds): Promise<void> {
  const { log, codec, machine, logger, reads, gate, signals } = needs;
  const live = await startLiveProgress(signals);
  const feed = startStateFeed({ log, codec, machine, logger, partitions: gate.partitions, from: reads.library.tracker.current() });
  feed.onRecords((batch) => live.hear(batch));
  app.addHook('onClose', async () => {
    await Promise.all([feed.stop(), live.stop()]);
  });
  const routeNeeds: RouteNeeds = {
    ...needs,
    feed,
    live,
    audit: createAuditFeed(needs),
    presentState: createPresentState({ ...needs, feed }),
    read: async (request, reply, from, read) =>
      await readBehindGate(
        request,
        reply,
        from.map((name) => reads[name]),
        gate,
        read,
      ),
  };
  for (const add of routes) add(app, routeNeeds);
}
