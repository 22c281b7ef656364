/**
 * @typedef {object} StreamedEvent
 * @property {string} event
 * @property {unknown} data
 * @property {string | undefined} id How far everything was told by then.
 */

/**
 * Reads server-sent events from text that comes in pieces, cut anywhere.
 *
 * @returns {{ read(text: string): StreamedEvent[] }} the events that are whole by then.
 */
export function createEventReader() {
  let rest = '';
  return {
    read(text) {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      return blocks.flatMap(eventOf);
    },
  };
}

/**
 * @param {string} block
 * @returns {StreamedEvent[]} none for a comment, which only says that the line is alive.
 */
function eventOf(block) {
  /** @type {Map<string, string>} */
  const fields = new Map();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2));
  }
  const data = fields.get('data');
  return data === undefined ? [] : [{ event: fields.get('event') ?? 'message', data: JSON.parse(data), id: fields.get('id') }];
}
