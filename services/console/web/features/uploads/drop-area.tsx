import { useEffect, useRef, useState } from 'preact/hooks';
import { attempt } from '../../shared/notices.ts';
import { texts } from '../../shared/texts/texts.ts';
import { droppedFiles, filesOfFolder } from './dropped-files.ts';
import { useUploads } from './use-uploads.ts';
import './uploads.css';

const words = texts.documents;

/** Takes files that a person drops anywhere on the page, or chooses. */
export function DropArea({ datasetId }: { readonly datasetId: string }) {
  const uploads = useUploads();
  const isOver = useDrop((transfer) => attempt(async () => uploads.add(datasetId, await droppedFiles(transfer))));
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    uploads.add(datasetId, filesOfFolder(input.files ?? []));
    input.value = '';
  };
  return (
    <div class={isOver ? 'drop is-over' : 'drop'}>
      <p>
        <strong>{words.drop}</strong>
      </p>
      <p>
        {words.or}{' '}
        <button type="button" class="link" onClick={() => files.current?.click()}>
          {words.chooseFiles}
        </button>{' '}
        {words.or}{' '}
        <button type="button" class="link" onClick={() => folder.current?.click()}>
          {words.chooseFolder}
        </button>
      </p>
      <input
        ref={files}
        type="file"
        id="files"
        multiple
        hidden
        aria-label={words.filesToUpload}
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={(input) => {
          folder.current = input;
          // The types of HTML lack this attribute, though every browser has it.
          input?.toggleAttribute('webkitdirectory', true);
        }}
        type="file"
        id="folder"
        hidden
        aria-label={words.folderToUpload}
        onChange={(event) => take(event.currentTarget)}
      />
      <p class="muted small formats">{words.formats}</p>
    </div>
  );
}

/** Takes files that are dropped anywhere. Otherwise the browser would replace the page by a file that misses the area. */
function useDrop(take: (transfer: DataTransfer) => unknown): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const left = new AbortController();
    const { signal } = left;
    document.addEventListener('dragover', (event) => (event.preventDefault(), setOver(true)), { signal });
    document.addEventListener('dragleave', ({ relatedTarget }) => setOver(relatedTarget !== null), { signal });
    document.addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer !== null) latest.current(event.dataTransfer);
      },
      { signal },
    );
    return () => left.abort();
  }, []);
  return isOver;
}
