// Compares the lists of the image's packages (sbom/) with the packages in the image: `node check-sbom.mjs FOLDER`. The exit code is 1 if they differ.
import { globSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const app = process.argv[2];
const read = (path) => JSON.parse(readFileSync(join(app, path), 'utf8'));
const nameOf = ({ name, version }) => `${name}@${version}`;

/** The name and version of each package folder; links to it are left out. The lock file has the same names and versions. */
const installed = new Set(
  globSync('node_modules/.pnpm/*/node_modules/{*,@*/*}', { cwd: app })
    .filter((folder) => lstatSync(join(app, folder)).isDirectory())
    .flatMap((folder) => globSync(join(folder, 'package.json'), { cwd: app }))
    .map((path) => nameOf(read(path))),
);
for (const path of globSync('{.,packages/*,services/*}/package.json', { cwd: app })) installed.add(nameOf(read(path)));

const listed = new Set(
  globSync('sbom/*.cdx.json', { cwd: app })
    .map(read)
    .flatMap(({ metadata, components }) => [metadata.component, ...components])
    .map(({ group, name, version }) => nameOf({ name: group === undefined ? name : `${group}/${name}`, version })),
);

const missing = [...installed].filter((name) => !listed.has(name)).sort();
const absent = [...listed].filter((name) => !installed.has(name)).sort();
for (const name of missing) console.error(`${name} is in the image, but in none of its lists`);
for (const name of absent) console.error(`${name} is in a list, but not in the image`);
if (missing.length + absent.length > 0) process.exit(1);
console.log(`The lists name each of the ${installed.size} packages that are in the image, and no others.`);
