/** Who may import whom within a room. The rules between rooms stand in `.dependency-cruiser.cjs`. */

/** Code that only tests load. */
const inTests = '[.]test[.]ts$|/(testing|contract)/';

/** Code of `folder` (a pattern below the room's `src`) imports nothing else of its room but itself and `allowed`. Tests may. */
const layer = (room, folder, allowed, comment) => ({
  name: `layers-of-${room.split('/')[1]}-${folder.replace(/[^a-z]+/g, '-')}`,
  comment,
  severity: 'error',
  from: { path: `^${room}/src/(${folder})/`, pathNot: inTests },
  to: { path: `^${room}/src/`, pathNot: `^${room}/src/($1/${allowed === '' ? '' : `|${allowed}`})` },
});

const layersWithinRooms = [
  layer(
    'packages/domain',
    'chunk|dataset|document|erasure|identity|parse-run|tenant',
    '(chunk|dataset|document|erasure|parse-run)/|(decision|entities|fingerprint|ids|limits|scope)[.]ts$',
    'A concept does not know the table of topics, which is made of all concepts.',
  ),
  layer('packages/event-log', 'port', '', 'The port is what adapters implement: it stands on nothing.'),
  layer('packages/event-log', 'chain', 'port/', 'Which records count follows from the port alone.'),
  layer('packages/event-log', 'reader|positions', '(chain|port)/', 'Readers do not know writers.'),
  layer('packages/event-log', 'projector', '(chain|port|positions|reader)/', 'A projector reads; it does not know writers.'),
  layer('packages/event-log', 'writer', '(chain|port|snapshot)/', 'Writers do not know readers, nor where they run.'),
  layer('packages/event-log', 'ownership', '(port|writer)/', 'Which node owns a partition stands above the writer.'),
  layer('packages/event-log-kafka', 'wire|records', '', 'The protocol does not know what is made with it.'),
  layer(
    'packages/runtime',
    'waiting|threads|config|errors|disk|metrics|tracing',
    '(waiting/|machine[.]ts$)',
    'The tools do not know one another.',
  ),
  layer('packages/read-model', 'tables', '', 'Tables are plain descriptions.'),
  layer('packages/read-model', 'changes', 'tables/', 'Changes of rows know the tables only.'),
  layer('packages/read-model', 'projections', '(changes|tables)/', 'A projection is pure: it knows no store, no generation and no query.'),
  layer('packages/parsing', 'formats', 'input/|[a-z0-9-]+[.]ts$', 'A format knows no process, no pool and no method of cutting.'),
  layer('packages/parsing', 'methods', '[a-z0-9-]+[.]ts$', 'A method cuts blocks, whatever format they came from.'),
  layer('packages/blob-store', 'folder|s3', '([a-z0-9-]+[.]ts$|blocks/)', 'Adapters do not know each other.'),
  layer('packages/blob-store', 'blocks', '[a-z0-9-]+[.]ts$', 'It works on every adapter.'),
  layer('packages/search', 'embedded|memory|opensearch', '[a-z0-9-]+[.]ts$', 'Adapters do not know each other.'),
  layer('packages/database', 'embedded|server', '[a-z0-9-]+[.]ts$', 'Adapters do not know each other.'),
  layer('services/orchestrator', 'erasure|names|sweep|work|documents', 'documents/|options[.]ts$', 'Managers do not know each other.'),
  layer('services/cli', '(?!shared/)[a-z-]+', 'shared/', 'A command does not know another one.'),
];

module.exports = { inTests, layersWithinRooms };
