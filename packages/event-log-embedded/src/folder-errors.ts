/** Another process has the folder open. The lock dies with its holder, so nothing has to be cleaned up. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  readonly code = 'folder-in-use';

  constructor(folder: string) {
    super(`the data folder ${folder} is in use by another process: stop that one, or choose another folder`);
  }
}

/** The folder's format is not the one that this release reads and writes. Nothing in it was changed. */
export class FolderOfAnotherRelease extends Error {
  override readonly name = 'FolderOfAnotherRelease';
  readonly code = 'folder-of-another-release';

  constructor(folder: string, found: string, expected: string) {
    super(
      `the data folder ${folder} was made by another release (it holds ${found}, this release needs ${expected}): use that release, or another folder`,
    );
  }
}

/** The file cannot be opened or read: no permission, damaged, or not a database. The cause says which. */
export class LogUnreadable extends Error {
  override readonly name = 'LogUnreadable';
  readonly code = 'log-unreadable';

  constructor(file: string, cause: string) {
    super(`the event log ${file} cannot be opened: ${cause}`);
  }
}
