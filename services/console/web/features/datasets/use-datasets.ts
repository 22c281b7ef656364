import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { DatasetStore } from './dataset-store.ts';

export const DatasetsContext = createContext<DatasetStore | undefined>(undefined);

export function useDatasets(): DatasetStore {
  const store = useContext(DatasetsContext);
  if (store === undefined) throw new Error('there are no datasets around this component');
  return store;
}
