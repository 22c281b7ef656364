import { partsOf } from '../names.ts';

/** A name that may be a path. Its folders are shown less prominently. */
export function Name({ name }: { readonly name: string }) {
  const { folder, file } = partsOf(name);
  return (
    <>
      {folder !== '' && <span class="folder">{folder}</span>}
      {file}
    </>
  );
}
