import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** The modules of an owner's state and of its snapshots, apart from the rules of a topic. */
const ownModules = [new URL('../writer/state.ts', import.meta.url), new URL('./keeper.ts', import.meta.url)];

/**
 * Identifies the code that folds: a hash over the modules of the folds, over everything that they import, and over the state of an owner and the
 * form of its snapshots. A release that changed none of these reads the snapshots of the one before; any other release folds the log once.
 *
 * @param folds the modules that hold the `evolve` of each topic.
 */
export async function foldFingerprint(folds: readonly URL[]): Promise<string> {
  const hash = createHash('sha256');
  for (const entry of [...folds, ...ownModules]) {
    const sources = await moduleGraph(entry);
    const root = new URL('.', entry).href;
    // A module is named by its path from the entry, so that the folder of an installation makes no difference.
    for (const [href, text] of [...sources].sort(byHref)) hash.update(`${relative(root, href)}\n${text.length}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 32);
}

const byHref = ([one]: readonly [string, string], [other]: readonly [string, string]): number => (one < other ? -1 : Number(one > other));

/**
 * Finds `import … from '…'` and `export … from '…'` of files in the same package. Type imports are left out, because they do not exist at run time.
 */
const imports = /^(?:import|export)\s+(?!type\b)[^;'"]*?from\s+['"](\.[^'"]+)['"]|^import\s+['"](\.[^'"]+)['"]/gmu;

/** Every module that this one imports from its own package, at any depth, with its text. */
async function moduleGraph(entry: URL): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const seen = new Set<string>();
  await visit(entry);
  return texts;

  async function visit(module: URL): Promise<void> {
    if (seen.has(module.href)) return;
    seen.add(module.href);
    const text = await readFile(module, 'utf8');
    texts.set(module.href, text);
    await Promise.all([...text.matchAll(imports)].map(async ([, from, bare]) => await visit(new URL(from ?? bare ?? '', module))));
  }
}

function relative(root: string, href: string): string {
  const [from, to] = [root.split('/'), href.split('/')];
  const common = from.findIndex((part, index) => part !== to[index]);
  const shared = common < 0 ? from.length : common;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}
