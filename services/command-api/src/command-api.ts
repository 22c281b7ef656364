import type { HttpServer } from '@ragtime/http-kit';
import { createApiKey, revokeApiKey } from './api-keys/routes.ts';
import { addChunk } from './chunks/add.ts';
import { changeChunk } from './chunks/change.ts';
import { deleteChunk } from './chunks/delete.ts';
import { changeDataset } from './datasets/change.ts';
import { createDataset } from './datasets/create.ts';
import { deleteDataset } from './datasets/delete.ts';
import { discardDeadLetter, replayDeadLetter } from './dead-letters/routes.ts';
import { changeDocument } from './documents/change.ts';
import { deleteDocument } from './documents/delete.ts';
import { reviseDocument } from './documents/revise.ts';
import { uploadDocuments } from './documents/upload.ts';
import type { CommandApiOptions, Routes } from './needs.ts';
import { cancelParsing, parseDocuments } from './parsing/parse.ts';

const routes: readonly Routes[] = [
  createDataset,
  changeDataset,
  deleteDataset,
  uploadDocuments,
  changeDocument,
  deleteDocument,
  parseDocuments,
  cancelParsing,
  reviseDocument,
  addChunk,
  changeChunk,
  deleteChunk,
  replayDeadLetter,
  discardDeadLetter,
  createApiKey,
  revokeApiKey,
];

/** Adds every route that writes. */
export function commandApi(app: HttpServer, options: CommandApiOptions): void {
  const { reads } = options;
  const trackers = {
    get library() {
      return reads.library.tracker;
    },
    get search() {
      return reads.search.tracker;
    },
  };
  const needs = { ...options, trackers };
  for (const add of routes) add(app, needs);
}
