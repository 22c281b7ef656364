import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso/router';
import { DatasetChoice } from '../features/datasets/dataset-choice.tsx';
import { NewDataset } from '../features/datasets/new-dataset.tsx';
import { connection } from '../shared/connection.ts';
import { texts } from '../shared/texts/texts.ts';
import { signOut } from './session/session.ts';
import './frame.css';

const words = texts.frame;

/** The frame around every page of an open session. */
export function Frame({ children }: { readonly children: ComponentChildren }) {
  const { path } = useLocation();
  const [, datasetId] = /^\/datasets\/([^/]+)/.exec(path) ?? [];
  return (
    <>
      <header class="bar">
        <a class="skip" href="#content">
          {words.skip}
        </a>
        <a class="brand" href="/">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          {texts.product}
        </a>
        <div class="bar-tools">
          <DatasetChoice datasetId={datasetId} />
          <NewDataset />
        </div>
        <span class="spacer" />
        <Connection />
        <a class="quiet" href="/docs">
          {words.api}
        </a>
        <button type="button" class="quiet" onClick={signOut}>
          {words.signOut}
        </button>
      </header>
      {children}
    </>
  );
}

function Connection() {
  const { value } = connection;
  return (
    <span class="connection" role="status" data-state={value}>
      {value === 'none' ? '' : value === 'open' ? words.live : words.reconnecting}
    </span>
  );
}
