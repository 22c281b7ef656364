import { dataOf } from '@ragtime/client/web';
import { useState } from 'preact/hooks';
import { useSession } from '../../app/session/use-session.ts';
import type { Schemas } from '../../shared/api/api.ts';
import { pageOfError } from '../../shared/api/problem.ts';
import { attempt } from '../../shared/notices.ts';
import { texts } from '../../shared/texts/texts.ts';
import { DocsLink } from '../../shared/ui/docs-link.tsx';

const words = texts.reader;
const runsMax = 20;

type Run = Schemas['Run'];

/** The runs of a document. They are loaded when the list is opened. */
export function Runs({ datasetId, documentId }: { readonly datasetId: string; readonly documentId: string }) {
  const { api, signal } = useSession();
  const [runs, setRuns] = useState<readonly Run[]>();
  const read = async () => {
    const params = { path: { datasetId, documentId }, query: { limit: runsMax } };
    setRuns((await dataOf(api.api.GET('/v1/datasets/{datasetId}/documents/{documentId}/runs', { params, signal }))).items);
  };
  return (
    <details class="runs" onToggle={({ currentTarget }) => currentTarget.open && void attempt(read)}>
      <summary>{words.runs}</summary>
      {runs?.length === 0 && <p class="muted">{words.noRuns}</p>}
      <ol reversed>
        {runs?.map((run) => (
          <RunRow key={run.runId} run={run} />
        ))}
      </ol>
    </details>
  );
}

function RunRow({ run: { status, error, requestedAt, durationMs, pages, chunks } }: { readonly run: Run }) {
  const facts = [
    words.run(requestedAt),
    ...(durationMs === undefined ? [] : [words.took(durationMs)]),
    ...(pages > 0 ? [texts.documents.pages(pages)] : []),
    ...(chunks > 0 ? [texts.documents.passages(chunks)] : []),
  ];
  return (
    <li data-status={status}>
      <span class="status">{texts.documents.status[status]}</span> <span class="facts">{facts.join(texts.separator)}</span>
      {error !== undefined && (
        <span class="facts">
          {' '}
          {error.message} <DocsLink href={pageOfError(error.code)}>{error.code}</DocsLink>
        </span>
      )}
    </li>
  );
}
