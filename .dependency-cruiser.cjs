/** Who may import whom. The layout of the folders is the architecture; these rules keep it so. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      from: { path: '^packages/domain/src', pathNot: '[.]test[.]ts$' },
      to: { pathNot: '^packages/domain/src' },
    },
    { name: 'packages-know-no-service', severity: 'error', from: { path: '^packages/' }, to: { path: '^services/' } },
    {
      name: 'services-know-no-other',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/ragtime/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'command-line-knows-client-and-runtime',
      comment: 'What needs the program itself is a command of services/ragtime.',
      severity: 'error',
      from: { path: '^services/cli/' },
      to: { path: '^(packages|services)/', pathNot: '^(services/cli|packages/(client|runtime))/' },
    },
    {
      name: 'production-needs-no-development-dependency',
      comment: 'The image has production dependencies only. What tests need is in tests, `/testing` and `/contract`.',
      severity: 'error',
      from: { path: '^(packages|services)/[^/]+/src/', pathNot: ['[.]test[.]ts$', '/(testing|contract)/', '^packages/testkit/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'test-tools-are-development-dependencies',
      severity: 'error',
      from: { path: '^(packages|services)/', pathNot: '^packages/testkit/' },
      to: { path: 'node_modules/(vitest|fast-check)/', dependencyTypes: ['npm'] },
    },
    {
      name: 'no-way-into-another-package',
      comment: 'Import @ragtime/NAME, not a path into it.',
      severity: 'error',
      from: { path: '^(packages|services)/([^/]+)/' },
      to: { path: '^(packages|services)/([^/]+)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    {
      name: 'test-doubles-stay-in-tests',
      comment: 'The memory log, faults and contract suites of event-log need vitest and fast-check, which no image has.',
      severity: 'error',
      from: {
        path: '^(packages|services)/',
        pathNot: '([.]test[.]ts$|/(testing|contract|bench|golden-log)/|/memory[.]ts$|^packages/(testkit|event-log)/)',
      },
      to: { path: '^packages/event-log/src/(testing|contract)/' },
    },
    {
      name: 'no-adapter-behind-another',
      comment: 'Adapters of the log are chosen by the program alone.',
      severity: 'error',
      from: { path: '^(packages|services)/', pathNot: '^(packages/event-log-(embedded|kafka)|services/ragtime)/' },
      to: { path: '^packages/event-log-(embedded|kafka)/' },
    },
    {
      name: 'a-truth-stands-on-nothing-that-may-be-thrown-away',
      comment: 'The log, the blobs and the keys cannot be rebuilt: rows and indexes are made from them.',
      severity: 'error',
      from: { path: '^packages/(event-log|event-log-embedded|event-log-kafka|blob-store|key-vault)/' },
      to: { path: '^packages/(read-model|search)/' },
    },
    {
      name: 'database-knows-no-rows',
      comment: 'Pools and migrations serve every room that has tables, and know none of them.',
      severity: 'error',
      from: { path: '^packages/database/' },
      to: { path: '^packages/(read-model|search|key-vault)/' },
    },
    {
      name: 'rows-and-index-know-nothing-of-each-other',
      severity: 'error',
      from: { path: '^packages/(read-model|search)/' },
      to: { path: '^packages/(read-model|search)/', pathNot: '^packages/$1/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(coverage|generated)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
