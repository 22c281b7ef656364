import type { ComponentChildren } from 'preact';

/** A page of the server's docs, beside the console. */
export const DocsLink = ({ href, children }: { readonly href: string; readonly children: ComponentChildren }) => (
  <a class="code" href={href} target="_blank" rel="noopener">
    {children}
  </a>
);
