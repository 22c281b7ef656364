import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  HeadingLevel,
  LevelFormat,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Block, Run } from '../blocks.ts';
import { longDate, type Source } from '../source.ts';

const HEADINGS = [HeadingLevel.TITLE, HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3] as const;

const textRuns = (runs: readonly Run[], bold = false) =>
  runs.map(
    (run) =>
      // `false` would be written too, and would override the weight of the style.
      new TextRun({ text: run.text, ...(bold || run.bold ? { bold: true } : {}), ...(run.italic ? { italics: true } : {}) }),
  );

const cell = (runs: readonly Run[], isHeader: boolean) =>
  new TableCell({
    children: [new Paragraph({ children: textRuns(runs, isHeader), spacing: { after: 0 } })],
    margins: { top: 50, bottom: 50, left: 90, right: 90 },
    ...(isHeader ? { shading: { fill: 'E3EBE4' } } : {}),
  });

const draw = (block: Block, listNumber: number): (Paragraph | Table)[] => {
  switch (block.kind) {
    case 'heading':
      return [new Paragraph({ heading: HEADINGS[block.level - 1] ?? HeadingLevel.HEADING_4, children: textRuns(block.runs) })];
    case 'paragraph':
      return [new Paragraph({ children: textRuns(block.runs) })];
    case 'note':
      return [new Paragraph({ children: textRuns(block.runs), indent: { left: 400 } })];
    case 'list':
      return block.items.map(
        (item) =>
          new Paragraph({
            children: textRuns(item),
            spacing: { after: 60 },
            numbering: { reference: block.ordered ? 'numbers' : 'bullets', level: 0, instance: listNumber },
          }),
      );
    case 'table':
      return [
        new Table({
          width: { size: 100, type: WidthType.PERCENTAGE },
          borders: Object.fromEntries(
            ['top', 'bottom', 'left', 'right', 'insideHorizontal', 'insideVertical'].map((side) => [
              side,
              { style: BorderStyle.SINGLE, size: 4, color: '9AA79C' },
            ]),
          ),
          rows: [
            new TableRow({ tableHeader: true, children: block.header.map((runs) => cell(runs, true)) }),
            ...block.rows.map((row) => new TableRow({ cantSplit: true, children: row.map((runs) => cell(runs, false)) })),
          ],
        }),
        new Paragraph({ children: [], spacing: { after: 60 } }),
      ];
  }
};

const numbering = (reference: string, format: (typeof LevelFormat)[keyof typeof LevelFormat], text: string) => ({
  reference,
  levels: [{ level: 0, format, text, alignment: AlignmentType.LEFT, style: { paragraph: { indent: { left: 500, hanging: 300 } } } }],
});

/** A Word file with real heading styles, numbered lists, tables, a header and page numbers. */
export const writeDocx = async (source: Source): Promise<Uint8Array> => {
  const { title, subtitle, author } = source.head;
  const [first, ...rest] = source.blocks;
  const masthead = new Paragraph({
    children: [new TextRun({ text: `${subtitle ? `${subtitle}. ` : ''}${author}, ${longDate(source)}`, italics: true, color: '5A665C' })],
  });
  const document = new Document({
    title,
    creator: author,
    lastModifiedBy: author,
    ...(subtitle ? { subject: subtitle } : {}),
    styles: {
      default: {
        document: { run: { font: 'Calibri', size: 22 }, paragraph: { spacing: { after: 140, line: 276, lineRule: LineRuleType.AUTO } } },
        title: {
          run: { size: 44, bold: true, color: '22442C' },
          paragraph: { spacing: { after: 120, line: 276, lineRule: LineRuleType.AUTO } },
        },
        heading1: { run: { size: 30, bold: true, color: '22442C' }, paragraph: { spacing: { before: 280, after: 100 } } },
        heading2: { run: { size: 25, bold: true, color: '22442C' }, paragraph: { spacing: { before: 200, after: 80 } } },
      },
    },
    numbering: { config: [numbering('bullets', LevelFormat.BULLET, '•'), numbering('numbers', LevelFormat.DECIMAL, '%1.')] },
    sections: [
      {
        headers: {
          default: new Header({ children: [new Paragraph({ children: [new TextRun({ text: `Larkhaven · ${title}`, size: 17 })] })] }),
        },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [new TextRun({ size: 17, children: ['Page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES] })],
              }),
            ],
          }),
        },
        children: [...(first ? draw(first, 0) : []), masthead, ...rest.flatMap((block, index) => draw(block, index + 1))],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
};
