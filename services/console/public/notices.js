import { Problem } from './api.js';
import { byId, element, nodesOf } from './elements.js';

const noticesMax = 4;

/**
 * Says something in the corner until it is closed, or too many have come after it.
 *
 * @param {import('./elements.js').Child} content
 * @returns {(content: import('./elements.js').Child) => void} says something else in its place.
 */
export function notify(content) {
  const place = byId('notices', HTMLElement);
  const text = element('p', {}, content);
  const close = element('button', { type: 'button', class: 'quiet', 'aria-label': 'Close this notice' }, '×');
  const notice = element('div', { class: 'notice' }, text, close);
  close.addEventListener('click', () => notice.remove());
  place.append(notice);
  while (place.childElementCount > noticesMax) place.firstElementChild?.remove();
  return (next) => text.replaceChildren(...nodesOf(next));
}

/**
 * An error in a sentence, with the page that says what to do.
 *
 * @param {unknown} error
 * @returns {import('./elements.js').Child}
 */
export function problemText(error) {
  // A file that cannot be read, or a download that the browser refuses.
  if (error instanceof DOMException) return error.message;
  if (!(error instanceof Problem)) throw error;
  const { message, code, page } = error;
  if (code === undefined || page === undefined) return `${message}.`;
  return [`${message} `, element('a', { class: 'code', href: page, target: '_blank', rel: 'noopener' }, code)];
}

/**
 * Does something that a person asked for, and says so when it fails.
 *
 * @param {() => Promise<unknown>} action
 */
export async function attempt(action) {
  try {
    await action();
  } catch (error) {
    notify(problemText(error));
  }
}
