import type { ComponentType } from 'preact';
import { useMemo } from 'preact/hooks';
import { LocationProvider, Route, Router } from 'preact-iso/router';
import { type AddressPattern, addressPatterns } from '../../src/addresses.ts';
import { createDatasetStore } from '../features/datasets/dataset-store.ts';
import { DatasetsPage } from '../features/datasets/datasets-page.tsx';
import { DatasetsContext } from '../features/datasets/use-datasets.ts';
import { NoticeList } from '../features/notices/notice-list.tsx';
import { SignIn } from '../features/sign-in/sign-in.tsx';
import { createUploadStore } from '../features/uploads/upload-store.ts';
import { UploadsContext } from '../features/uploads/use-uploads.ts';
import { notifyProblem } from '../shared/notices.ts';
import { Frame } from './frame.tsx';
import { Home } from './home.tsx';
import { ownAddresses } from './places.ts';
import { type Session, session } from './session/session.ts';
import { SessionContext } from './session/use-session.ts';
import { Workspace, type WorkspaceProps } from './workspace.tsx';

/** The component of each address. */
const pages: Readonly<Record<AddressPattern, ComponentType<WorkspaceProps>>> = {
  '/': Home,
  '/datasets': DatasetsPage,
  '/datasets/:datasetId': Workspace,
  '/datasets/:datasetId/documents/:documentId': Workspace,
  '/datasets/:datasetId/documents/:documentId/passages/:chunkId': Workspace,
};

/** The console: the sign-in page, or the pages of an open session. */
export function App() {
  const { value } = session;
  return (
    <LocationProvider scope={ownAddresses}>
      {value.kind === 'open' && <Console key={value.api.key} session={value} />}
      {(value.kind === 'closed' || value.kind === 'opening') && <SignIn state={value} />}
      <NoticeList />
    </LocationProvider>
  );
}

function Console({ session: { api, me, signal } }: { readonly session: Session }) {
  const open = useMemo(() => {
    const datasets = createDatasetStore(api, signal);
    datasets.reload().catch(notifyProblem);
    return {
      session: { api, me, signal },
      datasets,
      uploads: createUploadStore({ api, ended: signal, uploadBytesMax: me.limits.uploadBytesMax }),
    };
  }, [api]);
  return (
    <SessionContext.Provider value={open.session}>
      <DatasetsContext.Provider value={open.datasets}>
        <UploadsContext.Provider value={open.uploads}>
          <Frame>
            <Router>
              {addressPatterns.map((path) => (
                // All these addresses share one key, so that the page keeps its state when its address changes among them.
                <Route key="page" path={path} component={pages[path]} />
              ))}
            </Router>
          </Frame>
        </UploadsContext.Provider>
      </DatasetsContext.Provider>
    </SessionContext.Provider>
  );
}
