import { posix } from 'node:path';
import { child, parseXml } from './tree.ts';

interface Parts {
  text(name: string): Promise<string | undefined>;
}

export interface Relation {
  /** The name of the entry in the archive. */
  readonly target: string;
  /** The last word of the relation's type: `slide`, `notesSlide`, `worksheet`. */
  readonly type: string;
}

/** The parts that a part of an office file refers to, by relation id. */
export async function readRelations(parts: Parts, part: string): Promise<ReadonlyMap<string, Relation>> {
  const folder = posix.dirname(part);
  const xml = await parts.text(`${folder}/_rels/${posix.basename(part)}.rels`);
  const relations = new Map<string, Relation>();
  if (xml === undefined) return relations;
  for (const { name, attributes } of child(parseXml(xml), 'Relationships')?.children ?? []) {
    const { Id = '', Target = '', Type = '', TargetMode } = attributes;
    if (name !== 'Relationship' || TargetMode === 'External') continue;
    const target = Target.startsWith('/') ? Target.slice(1) : posix.normalize(posix.join(folder, Target));
    relations.set(Id, { target, type: Type.slice(Type.lastIndexOf('/') + 1) });
  }
  return relations;
}
