import { pathOf } from './api.js';
import { byId, element } from './elements.js';
import { countOf, placeOf, sizeOf } from './format.js';
import { attempt } from './notices.js';
import { renderPassage } from './passage.js';
import { followReceipt } from './receipt.js';

/**
 * @typedef {import('./api.js').Schemas['Document']} Document
 * @typedef {import('./api.js').Schemas['Chunk']} Chunk
 * @typedef {import('./passage.js').Ranges} Ranges
 * @typedef {{ items: Chunk[], nextCursor?: string }} Page
 * @typedef {{ datasetId: string, documentId: string, chunkId?: string, highlights?: { ranges: Ranges } | undefined }} Opening `chunkId`: the passage to go to.
 */

const pagePassages = 100;

/**
 * A document's passages in reading order, and what can be done with it.
 *
 * @param {{ api: import('./api.js').Api, signal: AbortSignal }} needs
 */
export function createReader({ api, signal }) {
  const dialog = byId('reader', HTMLDialogElement);
  signal.addEventListener('abort', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close(), { signal });

  /** @param {Opening} opening */
  async function open(opening) {
    const path = pathOf('datasets', opening.datasetId, 'documents', opening.documentId);
    /** @type {Document} */
    const document = await api.ask('GET', path);
    const list = element('ol', { class: 'passages' });
    const more = element('button', { type: 'button', onclick: () => attempt(loadMore) }, 'Show more');
    /** @type {string | undefined} */
    let cursor;

    async function loadMore() {
      /** @type {Page} */
      const page = await api.ask('GET', `${path}/chunks`, { query: { limit: pagePassages, cursor } });
      cursor = page.nextCursor;
      list.append(...page.items.map((chunk) => passageOf(chunk, opening)));
      more.hidden = cursor === undefined;
    }

    dialog.replaceChildren(element('div', { class: 'reader-inside' }, headOf(document, path), list, more));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    do await loadMore();
    while (cursor !== undefined && opening.chunkId !== undefined && list.querySelector('.is-wanted') === null);
    if (list.childElementCount === 0) list.append(element('li', { class: 'muted' }, 'No passages: it was not read yet, or holds no text.'));
    list.querySelector('.is-wanted')?.scrollIntoView({ block: 'center' });
  }

  /**
   * @param {Document} document
   * @param {string} path
   */
  function headOf({ datasetId, documentId, name = 'a document', pages, chunks, tokens, sizeBytes, revision, status }, path) {
    const facts = [
      status,
      pages > 0 && countOf(pages, 'page'),
      countOf(chunks, 'passage'),
      countOf(tokens, 'token'),
      sizeOf(sizeBytes),
      revision > 1 && `revision ${revision}`,
    ];
    const act = (/** @type {() => Promise<unknown>} */ action) => () => attempt(action);
    const parse = async () => {
      await api.ask('POST', pathOf('datasets', datasetId, 'parse'), { body: { documentIds: [documentId] } });
      dialog.close();
    };
    const remove = async () => {
      /** @type {{ receiptId: string }} */
      const { receiptId } = await api.ask('DELETE', path);
      dialog.close();
      await followReceipt(api, receiptId, name, signal);
    };
    const sure = element('button', { type: 'button', class: 'danger', hidden: true, onclick: act(remove) }, 'Delete for good');
    const askFirst = () => {
      sure.hidden = !sure.hidden;
      if (!sure.hidden) sure.focus();
    };
    return element(
      'header',
      {},
      element(
        'div',
        { class: 'row' },
        element('h2', { id: 'reader-title' }, name),
        element('span', { class: 'spacer' }),
        element('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, 'Close'),
      ),
      element('p', { class: 'muted small' }, facts.filter(Boolean).join(' · ')),
      element(
        'div',
        { class: 'row' },
        element('button', { type: 'button', onclick: act(async () => save(await api.download(`${path}/content`), name)) }, 'Download'),
        element('button', { type: 'button', onclick: act(parse) }, 'Read again'),
        element('button', { type: 'button', onclick: askFirst }, 'Delete …'),
        sure,
      ),
    );
  }

  return { open };
}

/**
 * @param {Chunk} chunk
 * @param {Opening} opening
 */
function passageOf(chunk, { chunkId, highlights }) {
  const isWanted = chunk.chunkId === chunkId;
  const { nodes } = renderPassage({ ...chunk, highlights: isWanted ? highlights : undefined }, { whole: true });
  const facts = [placeOf(chunk), countOf(chunk.tokens, 'token'), chunk.edited && 'edited', !chunk.enabled && 'hidden from searches'];
  return element(
    'li',
    { class: isWanted ? 'passage is-wanted' : 'passage' },
    element('p', { class: 'trail' }, facts.filter(Boolean).join(' · ')),
    nodes,
  );
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const href = URL.createObjectURL(blob);
  element('a', { href, download: name.split('/').at(-1) ?? name }).click();
  URL.revokeObjectURL(href);
}
