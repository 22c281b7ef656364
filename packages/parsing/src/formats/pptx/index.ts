import type { Block } from '../../block.ts';
import type { Input } from '../../input/input.ts';
import type { FormatPlan, Window } from '../../plan.ts';
import type { Format, FormatLimits, ParseContext } from '../format.ts';
import { type Archive, openArchive } from '../shared/archive.ts';
import { cutUnits } from '../shared/cut-units.ts';
import { readRelations } from '../shared/xml/relations.ts';
import { child, parseXml } from '../shared/xml/tree.ts';
import { notesBlocks, slideBlocks } from './slides.ts';

const windowSlides = 20;
const presentation = 'ppt/presentation.xml';

/** Reads slides in the order in which they are shown, each under its title, with its notes last. */
export const pptx: Format = { plan, parse };

async function plan(input: Input, limits: FormatLimits): Promise<FormatPlan> {
  return await withSlides(input, limits, (_, slides) =>
    Promise.resolve({ unit: 'slide', count: slides.length, windows: cutUnits(slides.length, windowSlides) }),
  );
}

async function* parse(input: Input, _: FormatPlan, window: Window, context: ParseContext): AsyncGenerator<Block> {
  for (let number = window.first; number <= window.last; number++) {
    yield* await withSlides(input, context.limits, (archive, slides) => readSlide(archive, slides[number - 1], number));
    context.progress(number - window.first + 1);
  }
}

async function withSlides<T>(
  input: Input,
  limits: FormatLimits,
  run: (archive: Archive, slides: readonly string[]) => Promise<T>,
): Promise<T> {
  const archive = await openArchive(input, limits);
  try {
    const relations = await readRelations(archive, presentation);
    const list = child(parseXml((await archive.text(presentation)) ?? ''), 'p:presentation', 'p:sldIdLst');
    const slides = (list?.children ?? []).flatMap(({ attributes }) => relations.get(attributes['r:id'] ?? '')?.target ?? []);
    return await run(archive, slides);
  } finally {
    archive.close();
  }
}

async function readSlide(archive: Archive, part: string | undefined, number: number): Promise<readonly Block[]> {
  const xml = part === undefined ? undefined : await archive.text(part);
  if (part === undefined || xml === undefined) return [];
  const blocks = slideBlocks(parseXml(xml), number);
  const relations = [...(await readRelations(archive, part)).values()];
  const notes = relations.find(({ type }) => type === 'notesSlide');
  const notesXml = notes === undefined ? undefined : await archive.text(notes.target);
  return notesXml === undefined ? blocks : [...blocks, ...notesBlocks(parseXml(notesXml), number, blocks)];
}
