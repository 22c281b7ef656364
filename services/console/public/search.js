import { pathOf } from './api.js';
import { byId, element } from './elements.js';
import { countOf, partsOf, placeOf } from './format.js';
import { problemText } from './notices.js';
import { renderPassage } from './passage.js';

/**
 * @typedef {import('./api.js').Schemas['SearchHit']} Hit
 * @typedef {import('./api.js').Schemas['SearchResponse']} Answer
 */

const documentsShown = 6;
const passagesAsked = 20;

/**
 * @param {object} needs
 * @param {import('./api.js').Api} needs.api
 * @param {() => string | undefined} needs.datasetId Of the dataset that is looked at.
 * @param {(hit: Hit) => void} needs.onOpen
 * @param {AbortSignal} needs.signal
 */
export function createSearch({ api, datasetId, onOpen, signal }) {
  const form = byId('search-form', HTMLFormElement);
  const query = byId('query', HTMLInputElement);
  const state = byId('search-state', HTMLElement);
  const results = byId('results', HTMLOListElement);
  const foundIn = byId('found-in', HTMLElement);
  let asked = new AbortController();

  /** @param {string} [documentId] only this one. */
  async function search(documentId) {
    asked.abort();
    asked = new AbortController();
    const own = AbortSignal.any([signal, asked.signal]);
    const words = query.value.trim();
    if (words === '') return clear('');
    const only = datasetId();
    state.textContent = 'Searching …';
    try {
      const body = {
        query: words,
        limit: passagesAsked,
        ...(isEverywhere() || only === undefined ? {} : { datasetIds: [only] }),
        ...(documentId === undefined ? {} : { documentIds: [documentId] }),
      };
      /** @type {Answer} */
      const answer = await api.ask('POST', pathOf('search'), { body, signal: own });
      show(answer, documentId);
    } catch (error) {
      if (own.aborted) return;
      clear('');
      state.replaceChildren(element('span', { class: 'problem' }, problemText(error)));
    }
  }

  const isEverywhere = () => new FormData(form).get('scope') === 'all';

  /** @param {string} say */
  function clear(say) {
    results.replaceChildren();
    foundIn.replaceChildren();
    state.textContent = say;
  }

  /**
   * @param {Answer} answer
   * @param {string | undefined} documentId
   */
  function show({ items, documents, incomplete }, documentId) {
    clear(
      items.length === 0 ? 'Nothing was found.' : `The best ${countOf(items.length, 'passage')}${incomplete ? '; there may be more' : ''}.`,
    );
    results.append(...items.map((hit) => resultOf(hit, onOpen)));
    const isOnly = documentId !== undefined;
    foundIn.append(
      ...documents.slice(0, documentsShown).map(({ documentId: id, name = 'a document', count }) =>
        element(
          'button',
          {
            type: 'button',
            class: 'chip',
            title: name,
            'aria-pressed': String(id === documentId),
            onclick: () => search(isOnly ? undefined : id),
          },
          `${partsOf(name).file} `,
          element('span', { class: 'muted' }, count),
          isOnly && element('span', { 'aria-hidden': 'true' }, ' ×'),
        ),
      ),
    );
    if (documents.length > documentsShown)
      foundIn.append(element('span', { class: 'muted small' }, `and ${countOf(documents.length - documentsShown, 'more document')}`));
  }

  form.addEventListener(
    'submit',
    (event) => {
      event.preventDefault();
      void search();
    },
    { signal },
  );
  form.addEventListener('change', (event) => void (event.target instanceof HTMLInputElement && event.target.type === 'radio' && search()), {
    signal,
  });
  return {
    /**
     * Nothing of a deleted document stays in sight.
     *
     * @param {string} documentId
     */
    forget(documentId) {
      for (const result of Array.from(results.children))
        if (result instanceof HTMLElement && result.dataset['document'] === documentId) result.remove();
    },
    clear: () => clear('Ask in your own words: passages are found by words and by meaning, each with its source.'),
  };
}

/**
 * @param {Hit} hit
 * @param {(hit: Hit) => void} onOpen
 */
function resultOf(hit, onOpen) {
  const { folder, file } = partsOf(hit.documentName ?? 'a document');
  const place = placeOf(hit);
  const { lexical, vector } = hit.scores;
  const scores = [lexical !== undefined && `words ${lexical.toFixed(2)}`, vector !== undefined && `meaning ${vector.toFixed(2)}`].filter(
    Boolean,
  );
  const body = element('div', { class: 'passage' });
  const more = element('button', { type: 'button', class: 'link', 'aria-expanded': 'false', onclick: () => toggle() });
  let whole = true;

  function toggle() {
    whole = !whole;
    const { nodes, isCut } = renderPassage(hit, { whole });
    body.replaceChildren(...nodes);
    more.hidden = !whole && !isCut;
    more.textContent = whole ? 'Less' : 'Whole passage';
    more.setAttribute('aria-expanded', String(whole));
  }

  toggle();
  return element(
    'li',
    { class: 'result', 'data-document': hit.documentId },
    element(
      'div',
      { class: 'source' },
      element(
        'button',
        { type: 'button', class: 'source-name', onclick: () => onOpen(hit) },
        element('span', { class: 'folder' }, folder),
        file,
      ),
      place !== undefined && element('span', { class: 'place' }, place),
      element('span', { class: 'spacer' }),
      element('span', { class: 'muted small', title: scores.join(' · ') }, `${Math.round(hit.score * 100)} %`),
    ),
    trailOf(hit),
    body,
    more,
  );
}

/**
 * The headings that the passage stands under, unless it begins with the only one itself.
 *
 * @param {Hit} hit
 */
function trailOf({ headings, text }) {
  const [first = ''] = headings;
  return (
    headings.length > 0 && !(headings.length === 1 && text.startsWith(first)) && element('p', { class: 'trail' }, headings.join(' › '))
  );
}
