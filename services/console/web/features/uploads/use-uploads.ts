import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { UploadStore } from './upload-store.ts';

export const UploadsContext = createContext<UploadStore | undefined>(undefined);

export function useUploads(): UploadStore {
  const store = useContext(UploadsContext);
  if (store === undefined) throw new Error('there are no uploads around this component');
  return store;
}
