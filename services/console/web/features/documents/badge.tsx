import { extensionOf } from '../../shared/names.ts';

/** The kind of a file, from the extension of its name. */
export const Badge = ({ name }: { readonly name: string }) => (
  <span class="badge" aria-hidden="true" data-type={extensionOf(name)}>
    {extensionOf(name)}
  </span>
);
