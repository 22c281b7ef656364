export type { Metadata, VisibilityChange } from './change.ts';
export {
  type Candidate,
  type DocumentState,
  documentAt,
  documentsAt,
  type EditState,
  editsAt,
  type Holding,
  holdingAt,
  type Scope as VisibilityScope,
} from './read.ts';
export { type Visibility, type VisibilityRows, visibilityIn } from './rows.ts';
export { discardVisibility, prepareVisibility, visibilityPlaces, visibilityPosition, visibilityStopped } from './store.ts';
export {
  artifactsOf,
  type ErasedDocument,
  editsClosedBefore,
  eraseVisibility,
  forgetDocumentsClosedBefore,
  forgetEdits,
  forgetRun,
  inOrder,
  isEditOpen,
  isNamed,
  isOpen,
  isRunOpen,
  type OldEdit,
  type OldRun,
  type RunArtifact,
  runsClosedBefore,
  type VisibleEdit,
  type VisibleRun,
  visibleEdits,
  visibleRunOf,
  visibleRuns,
} from './sweep.ts';
