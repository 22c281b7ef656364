import type { Changes, RememberedHour } from './changes.ts';

/**
 * A segment consists of lines of JSON. Each line holds a few hundred entities of one scope and kind, or commands of one hour. Segments are written
 * and read line by line, so that no piece blocks the event loop for longer than about a millisecond.
 */
const entitiesALine = 250;
const commandsALine = 3_000;

type Line =
  | { readonly scope: string; readonly kind: string; readonly put: readonly unknown[]; readonly gone: readonly string[] }
  | RememberedHour;

export function* segmentLines({ entities, remembered }: Changes): Generator<string> {
  for (const [scope, kinds] of entities) {
    for (const [kind, ids] of kinds) {
      let put: unknown[] = [];
      let gone: string[] = [];
      for (const [id, entity] of ids) {
        if (entity === undefined) gone.push(id);
        else put.push(id, entity);
        if (put.length + gone.length < entitiesALine * 2) continue;
        yield lineOf({ scope, kind, put, gone });
        put = [];
        gone = [];
      }
      if (put.length + gone.length > 0) yield lineOf({ scope, kind, put, gone });
    }
  }
  for (const { hour, commands } of remembered) {
    for (let at = 0; at < commands.length; at += commandsALine) yield lineOf({ hour, commands: commands.slice(at, at + commandsALine) });
  }
}

const lineOf = (line: Line): string => `${JSON.stringify(line)}\n`;

/** Receives every entity and every remembered command of a segment. */
export interface SegmentVisitor {
  entity(scope: string, kind: string, id: string, entity: unknown): void;
  command(hour: number, high: number, low: number, offset: number): void;
}

/** Visits line by line. A caller that must not block the event loop may wait between two lines. */
export function* visitSegment(bytes: Uint8Array, visitor: SegmentVisitor): Generator<void> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let from = 0; from < text.byteLength; ) {
    const to = text.indexOf(10, from);
    const line: Line = JSON.parse(text.toString('utf8', from, to));
    from = to + 1;
    if ('hour' in line) {
      const { hour, commands } = line;
      for (let at = 0; at + 2 < commands.length; at += 3)
        visitor.command(hour, commands[at] ?? 0, commands[at + 1] ?? 0, commands[at + 2] ?? 0);
    } else {
      const { scope, kind, put, gone } = line;
      for (let at = 0; at < put.length; at += 2) visitor.entity(scope, kind, String(put[at]), put[at + 1]);
      for (const id of gone) visitor.entity(scope, kind, id, undefined);
    }
    yield;
  }
}

export function readSegment(bytes: Uint8Array): Changes {
  const entities = new Map<string, Map<string, Map<string, unknown>>>();
  const remembered = new Map<number, number[]>();
  const visitor: SegmentVisitor = {
    entity(scope, kind, id, entity) {
      const kinds = entities.get(scope) ?? new Map<string, Map<string, unknown>>();
      entities.set(scope, kinds);
      const ids = kinds.get(kind) ?? new Map<string, unknown>();
      kinds.set(kind, ids);
      ids.set(id, entity);
    },
    command(hour, high, low, offset) {
      const commands = remembered.get(hour) ?? [];
      remembered.set(hour, commands);
      commands.push(high, low, offset);
    },
  };
  const steps = visitSegment(bytes, visitor);
  while (steps.next().done !== true);
  return { entities, remembered: [...remembered].map(([hour, commands]) => ({ hour, commands })) };
}
