// Code whose every decision should have a test near it, and the tests that should notice a change of it.
export const targets = [
  { name: 'deciders', files: 'packages/domain/src/*/{decide,attempts}.ts', project: 'unit', tests: ['packages/domain'] },
  { name: 'rights', files: 'packages/access/src/{may,api-key}.ts', project: 'unit', tests: ['packages/access'] },
  {
    name: 'positions',
    files: 'packages/event-log/src/positions/{token,same,tracker}.ts',
    project: 'unit',
    tests: ['packages/event-log/src/positions'],
  },
  { name: 'chain', files: 'packages/event-log/src/chain/{chain,walk}.ts', project: 'unit', tests: ['packages/event-log/src'] },
  { name: 'idempotency', files: 'services/command-api/src/http/call-of.ts', project: 'unit', tests: ['services/command-api'] },
  {
    name: 'streams',
    files: 'services/query-api/src/progress/{watch,state-feed}.ts',
    project: 'unit',
    tests: ['services/query-api/src/progress'],
  },
  { name: 'search-scope', files: 'packages/search/src/visibility/read.ts', project: 'int', tests: ['packages/search/src/visibility'] },
  {
    name: 'late-blobs',
    files: 'services/orchestrator/src/erasure/{late-blobs,receipts}.ts',
    project: 'unit',
    tests: ['services/orchestrator/src/erasure'],
  },
  {
    name: 'claims',
    files: 'services/search-projector/src/projecting/claims.ts',
    project: 'unit',
    tests: ['services/search-projector/src/projecting'],
  },
  {
    name: 'rebuild-gate',
    files: 'services/search-projector/src/rebuilding/{gate,compare-contents}.ts',
    project: 'int',
    tests: ['services/search-projector/src/rebuilding'],
  },
];
