import { httpUrl, setting, text } from '@ragtime/runtime/config';

/** The settings that a client reads. The program's table contains them too. */
export const clientSettings = {
  dataFolder: setting('RAGTIME_DATA', text(/\S/, 'the path of a folder'), {
    default: './data',
    reason: 'the folder with everything that the embedded profile keeps; it belongs to one process at a time',
  }),
  apiKey: setting('RAGTIME_API_KEY', text(/^rt_[\x21-\x7e]{21,}$/, 'a key of at least 24 visible characters that starts with rt_'), {
    default: undefined,
    reason: "for a server on an empty folder: the owner's first key (it is made when missing); for a client: the key that it sends",
    isSecret: true,
  }),
  url: setting('RAGTIME_URL', httpUrl, {
    default: 'http://127.0.0.1:9300',
    reason: 'the address at which the command line and the SDK look for a server',
  }),
};
