import { createApi, Problem, pathOf } from './api.js';
import { createDatasetChoice } from './datasets.js';
import { showDocuments } from './document-list.js';
import { droppedFiles } from './dropped-files.js';
import { byId, nodesOf } from './elements.js';
import { attempt, problemText } from './notices.js';
import { createReader } from './reader.js';
import { createSearch } from './search.js';
import { createUploads } from './uploads.js';

/** Of this tab alone, and gone with it. */
const keptAs = 'ragtime.key';

const signIn = byId('sign-in', HTMLElement);
const page = byId('console', HTMLElement);
const tools = byId('tools', HTMLElement);
const keyField = byId('key', HTMLInputElement);
const keyProblem = byId('key-problem', HTMLElement);
const line = byId('line', HTMLElement);
let session = new AbortController();

/** @param {boolean} isOpen */
function show(isOpen) {
  signIn.hidden = isOpen;
  page.hidden = !isOpen;
  tools.hidden = !isOpen;
  byId('sign-out', HTMLElement).hidden = !isOpen;
  line.hidden = !isOpen;
}

/** @param {unknown} [problem] */
function forget(problem) {
  session.abort();
  sessionStorage.clear();
  show(false);
  keyProblem.replaceChildren();
  if (problem !== undefined) keyProblem.append(...nodesOf(problemText(problem)));
  keyField.value = '';
  keyField.focus();
}

/** @param {string} key */
async function open(key) {
  session.abort();
  session = new AbortController();
  const { signal } = session;
  const api = createApi(key, forget);
  try {
    await api.ask('GET', pathOf('users', 'me'));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return forget(error);
  }
  sessionStorage.setItem(keptAs, key);
  show(true);
  await attempt(() => run(api, signal));
}

/**
 * @param {import('./api.js').Api} api
 * @param {AbortSignal} signal
 */
async function run(api, signal) {
  /** @type {string | undefined} */
  let datasetId;
  /** @type {ReturnType<typeof showDocuments> | undefined} */
  let documents;
  let shown = new AbortController();
  const reader = createReader({ api, signal });
  const search = createSearch({ api, signal, datasetId: () => datasetId, onOpen: (hit) => void attempt(() => reader.open(hit)) });
  const uploads = createUploads({ api, signal, datasetId: () => datasetId, onUploaded: async () => await documents?.refresh() });
  const datasets = createDatasetChoice({
    api,
    signal,
    onChosen(dataset) {
      shown.abort();
      shown = new AbortController();
      search.clear();
      datasetId = dataset?.datasetId;
      if (datasetId === undefined) return;
      documents = showDocuments({
        api,
        datasetId,
        signal: AbortSignal.any([signal, shown.signal]),
        onOpen: ({ documentId }) => void attempt(() => reader.open({ datasetId: dataset?.datasetId ?? '', documentId })),
        onGone: search.forget,
        onDatasetChanged: () => void attempt(datasets.reload),
      });
      void documents.follow(tellLine);
    },
  });
  takeFiles((files) => (datasetId === undefined ? datasets.askName() : uploads.add(files)), signal);
  search.clear();
  await datasets.load();
}

/** @param {boolean} isOpen */
function tellLine(isOpen) {
  line.textContent = isOpen ? 'live' : 'reconnecting …';
  line.dataset['open'] = String(isOpen);
}

/**
 * @param {(files: readonly import('./uploads.js').Upload[]) => void} take
 * @param {AbortSignal} signal
 */
function takeFiles(take, signal) {
  const drop = byId('drop', HTMLElement);
  const files = byId('files', HTMLInputElement);
  const mark = (/** @type {boolean} */ isOver) => drop.classList.toggle('is-over', isOver);
  byId('choose', HTMLElement).addEventListener('click', () => files.click(), { signal });
  files.addEventListener(
    'change',
    () => {
      take(Array.from(files.files ?? [], (file) => ({ name: file.name, file })));
      files.value = '';
    },
    { signal },
  );
  // Anywhere on the page: a file that is dropped beside the frame must not replace the page.
  document.addEventListener('dragover', (event) => (event.preventDefault(), mark(true)), { signal });
  document.addEventListener('dragleave', ({ relatedTarget }) => mark(relatedTarget !== null), { signal });
  document.addEventListener(
    'drop',
    (event) => {
      event.preventDefault();
      mark(false);
      const { dataTransfer } = event;
      if (dataTransfer !== null) void attempt(async () => take(await droppedFiles(dataTransfer)));
    },
    { signal },
  );
}

byId('key-form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void open(keyField.value.trim());
});
byId('sign-out', HTMLElement).addEventListener('click', () => forget());

const kept = sessionStorage.getItem(keptAs);
if (kept === null) show(false);
else await open(kept);
