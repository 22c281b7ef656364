import type { Machine } from '@ragtime/runtime';
import type { Output } from '../../shared/output.ts';
import { createLineView } from './line-view.ts';
import { createTerminalView } from './terminal-view.ts';
import { type IngestView, noView } from './view.ts';

export function createView(output: Output | undefined, machine: Machine): IngestView {
  if (output === undefined) return noView;
  return output.isTerminal ? createTerminalView(output, machine) : createLineView(output);
}
