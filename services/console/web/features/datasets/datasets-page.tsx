import { addressOf } from '../../app/places.ts';
import { texts } from '../../shared/texts/texts.ts';
import { useTitle } from '../../shared/ui/use-title.ts';
import { useDatasets } from './use-datasets.ts';
import './datasets.css';

const words = texts.datasets;

/** The page takes the focus when nothing has it yet. */
const focusOnce = (page: HTMLElement | null) => {
  if (document.activeElement === document.body) page?.focus();
};

/** Every dataset there is. */
export function DatasetsPage() {
  const datasets = useDatasets().datasets.value;
  useTitle(words.title);
  return (
    <main id="content" class="datasets" tabIndex={-1} ref={focusOnce}>
      <h1>{words.title}</h1>
      <p class="muted">{datasets?.length === 0 ? words.none : words.intro}</p>
      <ul class="dataset-list" aria-label={words.title}>
        {datasets?.map(({ datasetId, name, documents, chunks, sizeBytes, updatedAt }) => (
          <li key={datasetId}>
            <a href={addressOf({ datasetId, search: {} })}>
              <strong>{name}</strong>
              <span class="facts">
                {[words.documents(documents), words.passages(chunks), words.size(sizeBytes), words.changed(updatedAt)].join(
                  texts.separator,
                )}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
