/**
 * @typedef {string | number | Node | undefined | false | readonly Child[]} Child
 * @typedef {Record<string, string | number | boolean | undefined | ((event: Event) => unknown)>} Attributes
 */

/**
 * An element with its attributes, listeners (`onclick`, …) and children. Text is only ever text: nothing is parsed as HTML.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes] `false` and undefined leave one out.
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...nodesOf(children));
  return made;
}

/**
 * @param {Child} child
 * @returns {(string | Node)[]}
 */
export function nodesOf(child) {
  if (child === undefined || child === false) return [];
  if (typeof child === 'string' || child instanceof Node) return [child];
  return typeof child === 'number' ? [String(child)] : child.flatMap(nodesOf);
}

/**
 * What the page's own HTML must hold.
 *
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}
