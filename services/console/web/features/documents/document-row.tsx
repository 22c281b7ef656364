import { pageOfError } from '../../shared/api/problem.ts';
import { texts } from '../../shared/texts/texts.ts';
import { DocsLink } from '../../shared/ui/docs-link.tsx';
import { Name } from '../../shared/ui/name.tsx';
import { Badge } from './badge.tsx';
import type { Document } from './changes.ts';

const words = texts.documents;

/** One line of the list. */
export function DocumentRow({ document, href }: { readonly document: Document; readonly href: string }) {
  const { status, progress, name = words.beingDeleted } = document;
  const isRunning = status === 'running';
  return (
    <li class="document" data-status={status}>
      <Badge name={name} />
      <div class="document-main">
        <a class="document-name" href={href} title={name}>
          <Name name={name} />
        </a>
        <span class="facts">
          <Facts document={document} />
        </span>
        {isRunning && <progress max={1} value={progress} aria-label={words.reading(name)} />}
      </div>
      <span class="status">{isRunning ? words.percent(progress) : words.status[status]}</span>
    </li>
  );
}

function Facts({ document }: { readonly document: Document }) {
  const { status, error } = document;
  if (status !== 'failed' || error === undefined) return <>{factsOf(document).join(texts.separator)}</>;
  return (
    <>
      {error.message} <DocsLink href={pageOfError(error.code)}>{error.code}</DocsLink>
    </>
  );
}

/** The facts of a document beside its name and status. */
export function factsOf({ pages, chunks, sizeBytes, revision, enabled }: Document): readonly string[] {
  return [
    ...(pages > 0 ? [words.pages(pages)] : []),
    ...(chunks > 0 ? [words.passages(chunks)] : []),
    words.size(sizeBytes),
    ...(revision > 1 ? [words.revision(revision)] : []),
    ...(enabled ? [] : [words.disabled]),
  ];
}
