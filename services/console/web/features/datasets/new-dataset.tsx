import { useRef, useState } from 'preact/hooks';
import { addressOf, useGo } from '../../app/places.ts';
import { type ShownProblem, shownProblem } from '../../shared/api/problem.ts';
import { texts } from '../../shared/texts/texts.ts';
import { Modal } from '../../shared/ui/modal.tsx';
import { ProblemText } from '../../shared/ui/problem-text.tsx';
import { useDatasets } from './use-datasets.ts';

const words = texts.datasets;

/** The button that makes a dataset, and its dialog. */
export function NewDataset() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {texts.frame.newDataset}
      </button>
      {isOpen && <NewDatasetDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function NewDatasetDialog({ onClose }: { readonly onClose: () => void }) {
  const store = useDatasets();
  const go = useGo();
  const [problem, setProblem] = useState<ShownProblem>();
  const name = useRef<HTMLInputElement>(null);
  const create = async (called: string) => {
    try {
      const datasetId = await store.create(called);
      onClose();
      go(addressOf({ datasetId, search: {} }));
    } catch (error) {
      setProblem(shownProblem(error));
    }
  };
  return (
    <Modal class="small-dialog" labelledBy="dataset-dialog-title" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void create(name.current?.value.trim() ?? '');
        }}
      >
        <h2 id="dataset-dialog-title">{texts.frame.newDataset}</h2>
        <label for="dataset-name">{words.name}</label>
        <input ref={name} id="dataset-name" required maxLength={200} autocomplete="off" autofocus />
        <p class="problem" role="alert">
          {problem !== undefined && <ProblemText problem={problem} />}
        </p>
        <div class="row">
          <button class="primary">{words.create}</button>
          <button type="button" onClick={onClose}>
            {words.cancel}
          </button>
        </div>
      </form>
    </Modal>
  );
}
