import { Problem, pathOf } from './api.js';
import { createDocumentRow } from './document-row.js';
import { byId } from './elements.js';
import { countOf } from './format.js';
import { attempt, notify, problemText } from './notices.js';
import { oneAtATime } from './one-at-a-time.js';

/**
 * @typedef {import('./api.js').Schemas['Document']} Document
 * @typedef {{ items: Document[], nextCursor?: string, total?: number }} Page
 * @typedef {{ documentId?: string, status?: Document['status'] | 'deleted', runId?: string, error?: Document['error'], chunks?: number, tokens?: number, pages?: number }} Change
 * @typedef {{ documentId: string, progress: number }} Progress
 */

const pageDocuments = 50;
const pageDocumentsMax = 1_000;
const refreshPauseMs = 500;

/**
 * The documents of one dataset, newest first, as they change.
 *
 * @param {object} needs
 * @param {import('./api.js').Api} needs.api
 * @param {string} needs.datasetId
 * @param {AbortSignal} needs.signal
 * @param {(document: Document) => void} needs.onOpen
 * @param {(documentId: string) => void} needs.onGone
 * @param {() => void} needs.onDatasetChanged
 */
export function showDocuments({ api, datasetId, signal, onOpen, onGone, onDatasetChanged }) {
  const list = byId('documents', HTMLUListElement);
  const more = byId('more-documents', HTMLButtonElement);
  const count = byId('documents-count', HTMLElement);
  const filter = byId('name-filter', HTMLInputElement);
  const path = pathOf('datasets', datasetId, 'documents');
  /** @type {Map<string, ReturnType<typeof createDocumentRow>>} */
  const rows = new Map();
  let wanted = pageDocuments;
  /**
   * What is told while a read is under way may be newer than what was read, and is told again behind it.
   *
   * @type {Change[] | undefined}
   */
  let toldMeanwhile;

  /** Reads again what is shown. @returns {Promise<string | undefined>} the position that it was read at. */
  async function read() {
    const nameContains = filter.value.trim() === '' ? undefined : filter.value.trim();
    /** @type {Document[]} */
    const found = [];
    /** @type {Page | undefined} */
    let page;
    /** @type {string | undefined} */
    let position;
    toldMeanwhile = [];
    do {
      const query = { limit: Math.min(pageDocumentsMax, wanted - found.length), cursor: page?.nextCursor, total: 'true', nameContains };
      /** @type {{ data: Page, position: string | undefined }} */
      const answer = await api.read(path, { query, signal });
      page = answer.data;
      position ??= answer.position;
      found.push(...page.items);
    } while (page.nextCursor !== undefined && found.length < wanted);
    render(found);
    more.hidden = page.nextCursor === undefined;
    list.dataset['total'] = String(page.total ?? found.length);
    const told = toldMeanwhile;
    toldMeanwhile = undefined;
    for (const change of told) apply(change);
    return position;
  }

  /** @param {readonly Document[]} documents */
  function render(documents) {
    const ids = new Set(documents.map(({ documentId }) => documentId));
    for (const [documentId, { row }] of rows) {
      if (ids.has(documentId)) continue;
      row.remove();
      rows.delete(documentId);
    }
    for (const [index, document] of documents.entries()) {
      const known = rows.get(document.documentId) ?? createDocumentRow(document, onOpen);
      rows.set(document.documentId, known);
      known.update(document);
      if (list.children[index] !== known.row) list.insertBefore(known.row, list.children[index] ?? null);
    }
  }

  const countOpen = oneAtATime(refreshPauseMs, signal, async () => {
    /** @type {Page} */
    const open = await api.ask('GET', path, { query: { status: ['queued', 'running'], limit: 1, total: 'true' }, signal });
    const total = countOf(Number(list.dataset['total'] ?? 0), 'document');
    count.textContent = open.total === undefined || open.total === 0 ? total : `${total} · ${open.total} being read`;
  });
  const refresh = oneAtATime(refreshPauseMs, signal, async () => {
    await read();
    await countOpen();
  });

  /** @param {Change} change */
  function apply(change) {
    toldMeanwhile?.push(change);
    const { documentId, status, runId, error, chunks, tokens, pages } = change;
    if (documentId === undefined) return onDatasetChanged();
    if (status === 'deleted') onGone(documentId);
    const known = rows.get(documentId);
    if (known === undefined || status === undefined || status === 'deleted') return void attempt(refresh);
    const before = known.document();
    const { error: _before, ...rest } = before;
    known.update({
      ...rest,
      status,
      progress: status === 'parsed' ? 1 : 0,
      ...(runId === undefined ? {} : { runId }),
      ...(error === undefined ? {} : { error }),
      chunks: chunks ?? before.chunks,
      tokens: tokens ?? before.tokens,
      pages: pages ?? before.pages,
    });
    void attempt(countOpen);
  }

  /** @param {(isOpen: boolean) => void} onLine */
  async function follow(onLine) {
    let after = await read();
    void attempt(countOpen);
    while (!signal.aborted)
      try {
        for await (const { event, data } of api.watch({ path: pathOf('datasets', datasetId, 'progress'), after, signal, onLine }))
          if (event === 'state') apply(/** @type {Change} */ (data));
          else if (event === 'progress') applyProgress(/** @type {Progress} */ (data));
          else if (event === 'reset') void attempt(refresh);
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'position-unknown') throw error;
        after = await read();
      }
  }

  /** @param {Progress} progress */
  function applyProgress({ documentId, progress }) {
    const known = rows.get(documentId);
    if (known?.document().status === 'running') known.update({ ...known.document(), progress });
  }

  filter.addEventListener('input', () => void attempt(refresh), { signal });
  more.addEventListener(
    'click',
    () => {
      wanted += pageDocuments;
      void attempt(refresh);
    },
    { signal },
  );
  list.replaceChildren();
  count.textContent = '';
  more.hidden = true;

  return {
    refresh,
    /** @param {(isOpen: boolean) => void} onLine Resolves when the signal is aborted, or the dataset cannot be watched. */
    async follow(onLine) {
      try {
        await follow(onLine);
      } catch (error) {
        if (!signal.aborted) notify(problemText(error));
      }
    },
  };
}
