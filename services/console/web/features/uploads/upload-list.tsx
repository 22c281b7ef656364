import { texts } from '../../shared/texts/texts.ts';
import { Name } from '../../shared/ui/name.tsx';
import { ProblemText } from '../../shared/ui/problem-text.tsx';
import { useDatasets } from '../datasets/use-datasets.ts';
import { Badge } from '../documents/badge.tsx';
import type { Upload } from './upload-store.ts';
import { useUploads } from './use-uploads.ts';

const words = texts.uploads;
const waitingShown = 2;

/** The uploads that are not finished, into this dataset and others. */
export function UploadList({ datasetId }: { readonly datasetId: string }) {
  const uploads = useUploads().uploads.value;
  const waiting = uploads.filter(({ state }) => state.kind === 'waiting');
  const unseen = new Set(waiting.slice(waitingShown));
  if (uploads.length === 0) return null;
  return (
    <ul id="uploads" class="document-list" aria-label={words.list}>
      {uploads.map((upload) => !unseen.has(upload) && <UploadRow key={upload.id} upload={upload} datasetId={datasetId} />)}
      {unseen.size > 0 && <li class="muted small">{words.more(unseen.size)}</li>}
    </ul>
  );
}

function UploadRow({ upload: { id, name, state, datasetId: into }, datasetId }: { readonly upload: Upload; readonly datasetId: string }) {
  const store = useUploads();
  const other = useDatasets().datasets.value?.find((dataset) => dataset.datasetId === into && into !== datasetId);
  return (
    <li class="document" data-status={state.kind === 'sending' ? 'uploading' : state.kind}>
      <Badge name={name} />
      <div class="document-main">
        <span class="document-name">
          <Name name={name} />
        </span>
        {other !== undefined && <span class="facts">{words.into(other.name)}</span>}
        {state.kind === 'failed' && (
          <span class="facts" role="alert">
            <ProblemText problem={state.problem} />{' '}
            {state.again && (
              <button type="button" class="link" onClick={() => store.again(id)}>
                {words.again}
              </button>
            )}{' '}
            <button type="button" class="link" onClick={() => store.leave(id)}>
              {words.leave}
            </button>
          </span>
        )}
        {state.kind === 'sending' && <progress max={1} value={state.part} aria-label={words.bar(name)} />}
      </div>
      <span class="status">{state.kind === 'sending' ? words.uploading : words[state.kind]}</span>
    </li>
  );
}
