import { Problem, pathOf } from './api.js';
import { byId, element } from './elements.js';
import { problemText } from './notices.js';

/**
 * @typedef {import('./api.js').Schemas['Dataset']} Dataset
 * @typedef {{ items: Dataset[], nextCursor?: string }} Page
 */

const rememberedAs = 'ragtime.dataset';

/**
 * The choice of the dataset that is looked at, and the making of new ones.
 *
 * @param {{ api: import('./api.js').Api, onChosen: (dataset: Dataset | undefined) => void, signal: AbortSignal }} needs
 */
export function createDatasetChoice({ api, onChosen, signal }) {
  const choice = byId('dataset', HTMLSelectElement);
  const dialog = byId('dataset-dialog', HTMLDialogElement);
  const name = byId('dataset-name', HTMLInputElement);
  const problem = byId('dataset-problem', HTMLElement);
  /** @type {readonly Dataset[]} */
  let datasets = [];

  const chosen = () => datasets.find(({ datasetId }) => datasetId === choice.value);

  function choose() {
    sessionStorage.setItem(rememberedAs, choice.value);
    onChosen(chosen());
  }

  /** @param {string | null} [wanted] */
  async function load(wanted = choice.value) {
    datasets = await listAll(api, signal);
    const before = choice.value;
    const options = datasets.map(({ datasetId, name }) => element('option', { value: datasetId }, name));
    choice.replaceChildren(...(options.length > 0 ? options : [element('option', { value: '' }, 'no dataset yet')]));
    choice.disabled = datasets.length === 0;
    if (datasets.some(({ datasetId }) => datasetId === wanted)) choice.value = wanted ?? '';
    if (choice.value !== before) choose();
  }

  async function create() {
    problem.replaceChildren();
    try {
      /** @type {Dataset} */
      const { datasetId } = await api.ask('POST', pathOf('datasets'), { body: { name: name.value.trim() } });
      dialog.close();
      await load(datasetId);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.replaceChildren(element('span', {}, problemText(error)));
    }
  }

  function askName() {
    problem.replaceChildren();
    name.value = '';
    dialog.showModal();
  }

  choice.addEventListener('change', choose, { signal });
  byId('new-dataset', HTMLButtonElement).addEventListener('click', askName, { signal });
  byId('dataset-form', HTMLFormElement).addEventListener(
    'submit',
    (event) => {
      if (event.submitter?.getAttribute('value') !== 'create') return;
      event.preventDefault();
      void create();
    },
    { signal },
  );
  return { load: async () => await load(sessionStorage.getItem(rememberedAs)), reload: async () => await load(), askName };
}

/**
 * @param {import('./api.js').Api} api
 * @param {AbortSignal} signal
 * @returns {Promise<readonly Dataset[]>}
 */
async function listAll(api, signal) {
  /** @type {Dataset[]} */
  const found = [];
  /** @type {string | undefined} */
  let cursor;
  do {
    /** @type {Page} */
    const page = await api.ask('GET', pathOf('datasets'), { query: { limit: 1_000, cursor }, signal });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}
