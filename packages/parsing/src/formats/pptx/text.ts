import { child, descendants, type XmlElement } from '../shared/xml/tree.ts';

export interface Paragraph {
  readonly text: string;
  readonly level: number;
  readonly isItem: boolean;
}

/** The paragraphs of a shape, without empty ones. The text of a body is a list unless it says that it has no bullets. */
export function paragraphs(shape: XmlElement): readonly Paragraph[] {
  const placeholder = descendants(shape, 'p:ph')[0];
  const isBody = placeholder !== undefined && ['body', 'obj', undefined].includes(placeholder.attributes['type']);
  return descendants(shape, 'a:p').flatMap((paragraph) => {
    const properties = child(paragraph, 'a:pPr');
    const marks = properties?.children.map(({ name }) => name) ?? [];
    const isMarked = marks.includes('a:buChar') || marks.includes('a:buAutoNum');
    const text = textOf(paragraph).trim();
    const level = Number(properties?.attributes['lvl'] ?? 0) || 0;
    return text === '' ? [] : [{ text, level, isItem: isMarked || (isBody && !marks.includes('a:buNone')) }];
  });
}

export function tableRows(frame: XmlElement): readonly (readonly string[])[] {
  const rows = descendants(frame, 'a:tr').map((row) =>
    row.children
      .filter(({ name }) => name === 'a:tc')
      .map((cell) => descendants(cell, 'a:p').map(textOf).join(' ').replaceAll(/\s+/gu, ' ').trim()),
  );
  return rows.filter((row) => row.some((cell) => cell !== ''));
}

/** Joins runs, fields and line breaks in order. */
function textOf(paragraph: XmlElement): string {
  return paragraph.children
    .map((part) => {
      if (part.name === 'a:br') return '\n';
      return part.name === 'a:r' || part.name === 'a:fld' ? (child(part, 'a:t')?.text ?? '') : '';
    })
    .join('');
}
