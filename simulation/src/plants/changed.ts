import { spawnSync } from 'node:child_process';
import { editsOf, type Plant, plants } from './plants.ts';

/**
 * The files that this change touches: those of the commits since `origin/main`, or of the last commit on that branch itself, and those that are
 * not committed yet. Empty where git knows no earlier commit.
 */
export function changedFiles(root: string): readonly string[] {
  const git = (...args: readonly string[]): string | undefined => {
    const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : undefined;
  };
  const left = git('merge-base', 'origin/main', 'HEAD');
  const base = left === undefined || left === git('rev-parse', 'HEAD') ? git('rev-parse', 'HEAD~1') : left;
  if (base === undefined) return [];
  return (git('diff', '--name-only', '--relative', base) ?? '').split('\n').filter((file) => file !== '');
}

/** The planted bugs of these files that a run of minutes finds. */
export const plantsIn = (files: readonly string[]): readonly Plant[] =>
  plants.filter((plant) => plant.isRare !== true && editsOf(plant).some(({ file }) => files.includes(file)));
