import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedFiles, plantsIn } from './changed.ts';

let root: string;
const git = (...args: readonly string[]): void => {
  const by = ['-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', '-c', 'commit.gpgsign=false'];
  const { status, stderr } = spawnSync('git', [...by, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
};
const commit = (file: string): void => {
  writeFileSync(join(root, file), `${file}\n`);
  git('add', '-A');
  git('commit', '-q', '-m', file);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ragtime-changed-'));
  git('init', '-q');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the files of a change', () => {
  it('are those of the last commit, with what is not committed yet', () => {
    expect(changedFiles(root)).toEqual([]);
    commit('one.ts');
    expect(changedFiles(root)).toEqual([]);
    commit('two.ts');
    expect(changedFiles(root)).toEqual(['two.ts']);
    writeFileSync(join(root, 'one.ts'), 'changed\n');
    expect(changedFiles(root)).toEqual(['one.ts', 'two.ts']);
  });

  it('are those of all commits of a branch that left origin/main', () => {
    commit('base.ts');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    commit('one.ts');
    commit('two.ts');
    expect(changedFiles(root)).toEqual(['one.ts', 'two.ts']);
  });
});

it('a planted bug belongs to a change of each of its files, unless only a run of hours finds it', () => {
  const names = (...files: readonly string[]) => plantsIn(files).map(({ name }) => name);
  expect(names('services/orchestrator/src/work/work-manager.ts')).toContain('lease-judged-by-a-lagging-orchestrator');
  expect(names('services/orchestrator/src/following/keeping-up.ts')).toEqual(['lease-judged-by-a-lagging-orchestrator']);
  expect(names('services/search-projector/src/sweeping/sweep.ts')).toEqual([]);
  expect(names('README.md')).toEqual([]);
});
