import { addressOf, datasetsAddress, useGo } from '../../app/places.ts';
import { texts } from '../../shared/texts/texts.ts';
import { useDatasets } from './use-datasets.ts';

/** Goes from one dataset to another. */
export function DatasetChoice({ datasetId }: { readonly datasetId: string | undefined }) {
  const datasets = useDatasets().datasets.value ?? [];
  const go = useGo();
  const isKnown = datasets.some((dataset) => dataset.datasetId === datasetId);
  return (
    <select
      id="dataset"
      aria-label={texts.frame.dataset}
      value={isKnown ? datasetId : ''}
      onChange={({ currentTarget: { value } }) => go(value === '' ? datasetsAddress : addressOf({ datasetId: value, search: {} }))}
    >
      <option value="">{texts.frame.allDatasets}</option>
      {datasets.map(({ datasetId: id, name }) => (
        <option key={id} value={id} selected={id === datasetId}>
          {name}
        </option>
      ))}
    </select>
  );
}
