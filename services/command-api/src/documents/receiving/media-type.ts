import { mediaTypeOfName } from '@ragtime/parsing/formats';

/** The media type of a text that came without one. */
export function mediaTypeOfText(name: string): string {
  const type = mediaTypeOfName(name);
  return type?.startsWith('text/') === true || type?.startsWith('application/json') === true ? type : 'text/plain';
}

/** The client's media type without its parameters. It is served with the content, and does not decide how the content is parsed. */
export function mediaTypeOfPart(given: string | undefined): string {
  const [type = ''] = (given ?? '').split(';', 1);
  const trimmed = type.trim().toLowerCase();
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(trimmed) ? trimmed : 'application/octet-stream';
}
