/** The command line with the same kind of input. Its output contains `says`. */
export interface CommandCase {
  readonly what: string;
  readonly args: readonly string[];
  readonly exitCode: number;
  readonly says: string;
}

export const commandCases: readonly CommandCase[] = [
  { what: 'a query of 100,000 characters', args: ['search', 'word '.repeat(20_000)], exitCode: 1, says: 'request-invalid' },
  { what: 'a query of only punctuation', args: ['search', '?!… --- ;;'], exitCode: 0, says: '' },
  { what: 'a query in Chinese', args: ['search', '电池的保修期是多久?'], exitCode: 0, says: '' },
  { what: 'an empty query', args: ['search', '  '], exitCode: 1, says: 'request-invalid' },
  { what: 'a search with limit 0', args: ['search', 'word', '--limit', '0'], exitCode: 2, says: 'limit' },
  { what: 'a search with limit -1', args: ['search', 'word', '--limit=-1'], exitCode: 2, says: 'limit' },
  { what: 'a search with limit 1,000,000,000', args: ['search', 'word', '--limit', '1000000000'], exitCode: 2, says: 'limit' },
  { what: 'a dataset that is not there', args: ['search', 'word', '--dataset', 'nowhere'], exitCode: 1, says: 'nowhere' },
  { what: 'a folder that is not there', args: ['ingest', '/nowhere/at/all', '--dataset', 'x'], exitCode: 1, says: '/nowhere/at/all' },
  { what: 'an option that nobody knows', args: ['status', '--colour'], exitCode: 2, says: '--colour' },
];
