/** Nothing was removed, because the projection has not read that deletion yet. Wait for its position and retry. */
export class NotDeletedYet extends Error {
  override readonly name = 'NotDeletedYet';
}

export class AlreadyRebuilding extends Error {
  override readonly name = 'AlreadyRebuilding';
  /** Of the table of errors. */
  readonly code = 'rebuild-running';
}

export class NoPreviousIndex extends Error {
  override readonly name = 'NoPreviousIndex';
  /** Of the table of errors. */
  readonly code = 'not-found';
}
