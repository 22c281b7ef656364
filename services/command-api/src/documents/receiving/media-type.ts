import { mediaTypeOfName } from '@ragtime/parsing/formats';

/** Of text that came without a type of its own. */
export function mediaTypeOfText(name: string): string {
  const type = mediaTypeOfName(name);
  return type?.startsWith('text/') === true || type?.startsWith('application/json') === true ? type : 'text/plain';
}

/** As the client says, without parameters; it is served with the content, and decides nothing about how that is read. */
export function mediaTypeOfPart(given: string | undefined): string {
  const [type = ''] = (given ?? '').split(';', 1);
  const trimmed = type.trim().toLowerCase();
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(trimmed) ? trimmed : 'application/octet-stream';
}
