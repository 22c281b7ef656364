/**
 * @param {number} bytes
 * @returns {string}
 */
export function sizeOf(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power === 0 || value >= 10 ? 0 : 1)} ${units[power]}`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 * @returns {string}
 */
export const countOf = (count, one, many = `${one}s`) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/**
 * @param {{ readonly pages?: readonly number[] | undefined, readonly lines?: readonly number[] | undefined }} place
 * @returns {string | undefined}
 */
export function placeOf({ pages, lines }) {
  if (pages !== undefined) return rangeOf('page', pages);
  return lines === undefined ? undefined : rangeOf('line', lines);
}

/**
 * @param {string} unit
 * @param {readonly number[]} range
 */
const rangeOf = (unit, [first, last = first]) => (first === last ? `${unit} ${first}` : `${unit}s ${first}–${last}`);

/**
 * The last part of a name, and the folders before it.
 *
 * @param {string} name
 */
export function partsOf(name) {
  const slash = name.lastIndexOf('/') + 1;
  return { folder: name.slice(0, slash), file: name.slice(slash) };
}

/** @param {string} name */
export const extensionOf = (name) => (/\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? 'file').toLowerCase();
