import type { ComponentChildren } from 'preact';

/** A link to a page of the server's docs, which opens beside the console. */
export const DocsLink = ({ href, children }: { readonly href: string; readonly children: ComponentChildren }) => (
  <a class="code" href={href} target="_blank" rel="noopener">
    {children}
  </a>
);
