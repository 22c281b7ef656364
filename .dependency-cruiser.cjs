/** Who may import whom. The layout of the folders is the architecture; these rules keep it so. */

const { globSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const { inTests, layersWithinRooms } = require('./scripts/lib/layers.cjs');

/** Every room with the other rooms that its package.json lists. For the workspace's own packages, dependency-cruiser does not know under which key. */
const rooms = globSync('{packages,services}/*/package.json', { cwd: __dirname }).map((file) => ({
  path: dirname(file),
  manifest: JSON.parse(readFileSync(join(__dirname, file), 'utf8')),
}));
const roomsUnder = ({ manifest }, key) => rooms.filter((other) => other.manifest.name in (manifest[key] ?? {})).map(({ path }) => path);
const testRooms = ['packages/testkit', 'services/api-testing'];
const listTestRooms = rooms
  .filter((room) => !testRooms.includes(room.path) && roomsUnder(room, 'dependencies').some((path) => testRooms.includes(path)))
  .map(({ path }) => path);

/** As `production-needs-no-development-dependency`, for the rooms that are development dependencies. */
const roomsForTestsOnly = rooms
  .map((room) => ({ room, others: roomsUnder(room, 'devDependencies') }))
  .map(({ room, others }) => ({
    name: `development-rooms-of-${room.path.split('/')[1]}`,
    severity: 'error',
    from: { path: `^${room.path}/src/`, pathNot: [inTests, '/golden-log/'] },
    to: { path: `^(${others.join('|')})/`, dependencyTypesNot: ['type-only'] },
  }));

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      from: { path: '^packages/domain/src', pathNot: '[.]test[.]ts$' },
      to: { pathNot: '^packages/domain/src' },
    },
    {
      name: 'parsing-takes-types-of-the-domain',
      comment:
        'Chunk settings are described once, in the domain. Parsing knows none of its rules: it reads files in processes without a log.',
      severity: 'error',
      from: { path: '^packages/parsing/src', pathNot: '[.]test[.]ts$' },
      to: { path: '^packages/domain/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'packages-know-no-service', severity: 'error', from: { path: '^packages/' }, to: { path: '^services/' } },
    {
      name: 'services-know-no-other',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/(ragtime|api-testing)/' },
      to: { path: '^services/', pathNot: '^services/($1|api-testing)/' },
    },
    {
      name: 'api-testing-is-for-tests',
      comment: 'It starts all services in one process, so only tests of routes import it. The page of limits lists its bad requests.',
      severity: 'error',
      from: { pathNot: '([.]int[.]test[.]ts$|^services/api-testing/|^e2e/src/limits/page[.]ts$)' },
      to: { path: '^services/api-testing/' },
    },
    {
      name: 'e2e-is-black-box',
      comment: 'It starts the program and asks it over the network. What calls a service is a test of that service.',
      severity: 'error',
      from: { path: '^e2e/' },
      to: { path: '^services/', pathNot: '^services/api-testing/src/bad-requests/cases[.]ts$' },
    },
    {
      name: 'testkit-is-for-tests',
      comment: 'It starts servers in containers and holds doubles, which no image has.',
      severity: 'error',
      from: {
        path: '^(packages|services)/',
        pathNot: '([.]test[.]ts$|/(testing|contract|bench|golden-log)/|^packages/testkit/|^services/api-testing/)',
      },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'testkit-is-a-development-dependency',
      comment: 'A package.json that lists it under "dependencies" would bring it into the image.',
      severity: 'error',
      from: { path: `^(${listTestRooms.join('|')})/` },
      to: { path: `^(${testRooms.join('|')})/` },
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
      name: 'use-cases-know-no-http',
      comment: 'A second API calls the use cases: they know neither a server nor its errors.',
      severity: 'error',
      from: { path: '^packages/(application|access)/' },
      to: { path: ['^packages/(http-kit|node-link)/', '/node_modules/@?fastify', '^@?fastify'] },
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
        pathNot:
          '([.]test[.]ts$|/(testing|contract|bench|golden-log)/|/memory[.]ts$|^packages/(testkit|event-log)/|^services/api-testing/)',
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
    ...roomsForTestsOnly,
    ...layersWithinRooms,
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
