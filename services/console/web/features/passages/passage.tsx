import { texts } from '../../shared/texts/texts.ts';
import { type Block, blocksOf, cellsOf, excerptOf, hitsIn, piecesOf, type Ranges, type Span, spansOf } from './blocks.ts';
import './passages.css';

export interface PassageProps {
  readonly text: string;
  readonly headings: readonly string[];
  readonly ranges: Ranges;
  /** Whether to show the whole passage, or only an excerpt around the first marked words. */
  readonly isWhole: boolean;
}

const excerptRows = 7;

/** A passage with its marked words: paragraphs, headings and tables. */
export function Passage({ text, headings, ranges, isWhole }: PassageProps) {
  const blocks = blocksOf(text, headings, ranges);
  return (
    <>
      {(isWhole ? blocks : excerptOf(blocks)).map((block) =>
        block.kind === 'table' ? (
          <Table key={block.from} text={text} block={block} ranges={ranges} isWhole={isWhole} />
        ) : (
          <p key={block.from} class={block.kind === 'heading' ? 'passage-heading' : undefined}>
            <Marked text={text} span={block} ranges={ranges} />
          </p>
        ),
      )}
    </>
  );
}

/** Whether an excerpt shows less than the whole passage. */
export function isCut({ text, headings, ranges }: Omit<PassageProps, 'isWhole'>): boolean {
  const blocks = blocksOf(text, headings, ranges);
  const shown = excerptOf(blocks);
  return (
    shown.length < blocks.length ||
    shown.some((block) => block.kind === 'table' && rowsOf(text, block, ranges, false).length < rowsOf(text, block, ranges, true).length)
  );
}

interface InText {
  readonly text: string;
  readonly ranges: Ranges;
}

const Marked = ({ text, span, ranges }: InText & { readonly span: Span }) => (
  <>{piecesOf(text, span, ranges).map((piece, index) => (piece.isMarked ? <mark key={index}>{piece.text}</mark> : piece.text))}</>
);

const linesOf = (text: string, block: Block) => spansOf(text, block, /\n/g);

function rowsOf(text: string, block: Block, ranges: Ranges, isWhole: boolean): readonly Span[] {
  const rows = linesOf(text, block).slice(2);
  if (isWhole) return rows;
  const hits = rows.filter((row) => hitsIn(row, ranges) > 0);
  return (hits.length > 0 ? hits : rows).slice(0, excerptRows);
}

function Table({ text, block, ranges, isWhole }: InText & { readonly block: Block; readonly isWhole: boolean }) {
  const [head] = linesOf(text, block);
  return (
    <div class="table" tabIndex={0} role="region" aria-label={texts.passages.table}>
      <table>
        <thead>
          <tr>
            {head !== undefined && cellsOf(text, head).map((cell) => <HeadCell key={cell.from} text={text} span={cell} ranges={ranges} />)}
          </tr>
        </thead>
        <tbody>
          {rowsOf(text, block, ranges, isWhole).map((row) => (
            <tr key={row.from}>
              {cellsOf(text, row).map((cell) => (
                <td key={cell.from}>
                  <Marked text={text} span={cell} ranges={ranges} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const HeadCell = ({ text, span, ranges }: InText & { readonly span: Span }) =>
  text.slice(span.from, span.to).trim() === '' ? (
    <td />
  ) : (
    <th scope="col">
      <Marked text={text} span={span} ranges={ranges} />
    </th>
  );
