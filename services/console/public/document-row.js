import { element } from './elements.js';
import { countOf, extensionOf, partsOf, sizeOf } from './format.js';

/** @typedef {import('./api.js').Schemas['Document']} Document */

/** @type {Record<Document['status'], string>} */
const words = { uploaded: 'not read', queued: 'waiting', running: 'reading', parsed: 'read', failed: 'failed', cancelled: 'cancelled' };

/**
 * One line of the list. It is changed in place, so that whoever stands on it with the keyboard stays there.
 *
 * @param {Document} first
 * @param {(document: Document) => void} onOpen
 */
export function createDocumentRow(first, onOpen) {
  let document = first;
  const name = element('button', { type: 'button', class: 'document-name', onclick: () => onOpen(document) });
  const facts = element('span', { class: 'facts' });
  const bar = element('progress', { max: 1 });
  const badge = element('span', { class: 'badge', 'aria-hidden': 'true' });
  const status = element('span', { class: 'status' });
  const row = element('li', { class: 'document' }, badge, element('div', { class: 'document-main' }, name, facts, bar), status);

  /** @param {Document} next */
  function update(next) {
    document = next;
    const called = next.name ?? 'a document that is being deleted';
    const { folder, file } = partsOf(called);
    row.dataset['status'] = next.status;
    name.replaceChildren(element('span', { class: 'folder' }, folder), file);
    name.title = called;
    badge.textContent = extensionOf(called);
    badge.dataset['type'] = extensionOf(called);
    bar.hidden = next.status !== 'running';
    bar.value = next.progress;
    bar.setAttribute('aria-label', `Reading ${called}`);
    status.textContent = next.status === 'running' ? `${Math.floor(next.progress * 100)} %` : words[next.status];
    facts.replaceChildren(...factsOf(next));
  }

  update(first);
  return { row, update, document: () => document };
}

/**
 * @param {Document} document
 * @returns {(string | Node)[]}
 */
function factsOf({ status, error, pages, chunks, sizeBytes, revision, enabled }) {
  if (status === 'failed' && error !== undefined)
    return [
      `${error.message} `,
      element('a', { class: 'code', href: `/docs/errors/${error.code}`, target: '_blank', rel: 'noopener' }, error.code),
    ];
  const facts = [
    pages > 0 && countOf(pages, 'page'),
    chunks > 0 && countOf(chunks, 'passage'),
    sizeOf(sizeBytes),
    revision > 1 && `revision ${revision}`,
    !enabled && 'hidden from searches',
  ];
  return [facts.filter((fact) => fact !== false).join(' · ')];
}
