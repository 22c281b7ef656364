import { z } from 'zod';
import type { Block } from '../block.ts';
import { BlockSchema } from '../block-schema.ts';
import { type ParseFailureCode, parseFailureCodes } from '../failure.ts';
import type { FormatLimits } from '../formats/format.ts';
import type { Window } from '../plan.ts';
import type { Plan } from '../plan-schema.ts';
import { PlanSchema, WindowSchema } from '../plan-schema.ts';

/** The messages between parent and child. Each side checks the messages of the other. */

interface FileOfTask {
  readonly name: string;
  readonly sizeBytes: number;
}

export type Task =
  | { readonly type: 'plan'; readonly file: FileOfTask; readonly limits: FormatLimits }
  | {
      readonly type: 'parse';
      readonly file: FileOfTask;
      readonly plan: Plan;
      readonly window: Window;
      readonly limits: FormatLimits;
    };

/** `bytes` answers the open `read`. */
export type ToChild = Task | { readonly type: 'bytes'; readonly bytes: Uint8Array };

/** A task ends with `planned`, `parsed` or `failed`; no message of the task follows. */
export type FromChild =
  | { readonly type: 'ready' }
  | { readonly type: 'read'; readonly offset: number; readonly lengthBytes: number }
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'blocks'; readonly blocks: readonly Block[] }
  | { readonly type: 'planned'; readonly plan: Plan }
  | { readonly type: 'parsed' }
  | { readonly type: 'failed'; readonly code: ParseFailureCode; readonly message: string };

const count = z.int().nonnegative();

const Limits = z.strictObject({ expandedBytesMax: count, wholeBytesMax: count });
const File = z.strictObject({ name: z.string(), sizeBytes: count });

export const ToChild: z.ZodType<ToChild> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('plan'), file: File, limits: Limits }),
  z.strictObject({ type: z.literal('parse'), file: File, plan: PlanSchema, window: WindowSchema, limits: Limits }),
  z.strictObject({ type: z.literal('bytes'), bytes: z.instanceof(Uint8Array) }),
]);

export const FromChild: z.ZodType<FromChild> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('read'), offset: count, lengthBytes: z.int().nonnegative() }),
  z.strictObject({ type: z.literal('progress'), done: count }),
  z.strictObject({ type: z.literal('blocks'), blocks: z.array(BlockSchema) }),
  z.strictObject({ type: z.literal('planned'), plan: PlanSchema }),
  z.strictObject({ type: z.literal('parsed') }),
  z.strictObject({ type: z.literal('failed'), code: z.enum(parseFailureCodes), message: z.string() }),
]);

/** The most bytes that a child requests at once. */
export const readBytesMax = 1024 * 1024;
