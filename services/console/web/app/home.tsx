import { useEffect } from 'preact/hooks';
import { DatasetsPage } from '../features/datasets/datasets-page.tsx';
import { useDatasets } from '../features/datasets/use-datasets.ts';
import { lastDataset } from './last-dataset.ts';
import { addressOf, useGo } from './places.ts';

/** Opens the dataset that was viewed last, or else the newest. Without a dataset it shows the list of all. */
export function Home() {
  const datasets = useDatasets().datasets.value;
  const go = useGo();
  const chosen = datasets?.find(({ datasetId }) => datasetId === lastDataset()) ?? datasets?.[0];
  useEffect(() => {
    if (chosen !== undefined) go(addressOf({ datasetId: chosen.datasetId, search: {} }), { replace: true });
  }, [chosen?.datasetId]);
  return datasets?.length === 0 ? <DatasetsPage /> : <main id="content" />;
}
