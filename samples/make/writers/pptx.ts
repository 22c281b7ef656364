import pptx from 'pptxgenjs';
import { type Block, plain, type Run } from '../blocks.ts';
import { longDate, type Source } from '../source.ts';

// The package has a build for both module systems, but its types describe only one of them.
const Presentation = ('default' in pptx ? pptx.default : pptx) as typeof pptx.default;
type Slide = ReturnType<InstanceType<typeof Presentation>['addSlide']>;

const INK = '22442C';
const BODY = { x: 0.6, y: 1.25, w: 8.8, h: 3.75 } as const;

const inlineText = (runs: readonly Run[]) => runs.map((run) => ({ text: run.text, options: { bold: run.bold, italic: run.italic } }));

const listText = (block: Extract<Block, { kind: 'list' }>) =>
  block.items.flatMap((item) =>
    inlineText(item).map((part, index, parts) => ({
      text: part.text,
      options: {
        ...part.options,
        ...(index === 0 ? { bullet: block.ordered ? { type: 'number' as const } : true } : {}),
        breakLine: index === parts.length - 1,
      },
    })),
  );

const drawTable = (slide: Slide, block: Extract<Block, { kind: 'table' }>): void => {
  const header = block.header.map((runs) => ({ text: plain(runs), options: { bold: true, fill: { color: 'E3EBE4' } } }));
  const rows = block.rows.map((row) => row.map((runs) => ({ text: plain(runs) })));
  slide.addTable([header, ...rows], { ...BODY, fontSize: 13, color: '222222', border: { type: 'solid', pt: 0.75, color: '9AA79C' } });
};

const drawOnSlide = (slide: Slide, block: Block): void => {
  switch (block.kind) {
    case 'list':
      slide.addText(listText(block), { ...BODY, fontSize: 17, color: '222222', valign: 'top', paraSpaceAfter: 6 });
      return;
    case 'table':
      drawTable(slide, block);
      return;
    case 'note':
      slide.addNotes(plain(block.runs));
      return;
    default:
      throw new Error(`a ${block.kind} has no place on a slide`);
  }
};

/** A presentation: a title slide, then a slide for each second-level heading; a quotation becomes the speaker's notes. */
export const writePptx = async (source: Source): Promise<Uint8Array> => {
  const deck = new Presentation();
  deck.layout = 'LAYOUT_16x9';
  deck.title = source.head.title;
  deck.author = source.head.author;
  deck.company = 'Larkhaven Cargo Bikes';
  deck.defineSlideMaster({
    title: 'PAGE',
    background: { color: 'FFFFFF' },
    objects: [
      { rect: { x: 0, y: 0, w: 0.18, h: '100%', fill: { color: INK } } },
      {
        placeholder: {
          options: { name: 'title', type: 'title', x: 0.6, y: 0.3, w: 8.8, h: 0.8, fontSize: 27, bold: true, color: INK, align: 'left' },
          text: '',
        },
      },
    ],
    slideNumber: { x: 9.2, y: 5.2, fontSize: 10, color: '5A665C' },
  });
  const cover = deck.addSlide({ masterName: 'PAGE' });
  cover.addText(source.head.title, { placeholder: 'title' });
  cover.addText(`${source.head.subtitle ?? ''}\n${source.head.author}\n${longDate(source)}`, { ...BODY, fontSize: 20, valign: 'top' });
  let slide: Slide | undefined;
  for (const block of source.blocks) {
    if (block.kind === 'heading' && block.level === 1) continue;
    if (block.kind === 'heading') {
      slide = deck.addSlide({ masterName: 'PAGE' });
      slide.addText(plain(block.runs), { placeholder: 'title' });
    } else if (slide) drawOnSlide(slide, block);
    else throw new Error('a presentation begins with a second-level heading');
  }
  const bytes = await deck.write({ outputType: 'uint8array' });
  if (!(bytes instanceof Uint8Array)) throw new Error('the presentation was not written as bytes');
  return bytes;
};
