import { strToU8, zipSync } from 'fflate';

/** Zips XML parts to an office file: the smallest that readers accept. */
export function zipped(parts: Readonly<Record<string, string | Uint8Array>>, level: 0 | 6 = 6): Uint8Array {
  const entries = Object.entries(parts).map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content] as const);
  return zipSync(Object.fromEntries(entries), { level });
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';

export function relations(list: readonly (readonly [id: string, type: string, target: string])[]): string {
  const items = list.map(([id, type, target]) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`);
  return `${head}<Relationships xmlns="${packageRelations}">${items.join('')}</Relationships>`;
}

const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** `body` is the content of `w:body`. */
export function docxOf(body: string, parts: Readonly<Record<string, string | Uint8Array>> = {}): Uint8Array {
  return zipped({
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': relations([['rId1', 'officeDocument', 'word/document.xml']]),
    'word/document.xml': `${head}<w:document ${word}><w:body>${body}</w:body></w:document>`,
    'word/_rels/document.xml.rels': relations([['rId1', 'styles', 'styles.xml']]),
    'word/styles.xml': `${head}<w:styles ${word}>${['Title', 'heading 1', 'heading 2'].map(style).join('')}</w:styles>`,
    ...parts,
  });
}

function style(name: string): string {
  return `<w:style w:type="paragraph" w:styleId="${name.replaceAll(' ', '')}"><w:name w:val="${name}"/></w:style>`;
}

export function paragraph(text: string, styleId?: string): string {
  const properties = styleId === undefined ? '' : `<w:pPr><w:pStyle w:val="${styleId}"/></w:pPr>`;
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

const drawing =
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';

/** Each slide is the content of its `p:spTree`; `notes` are keyed by the index of the slide. */
export function pptxOf(slides: readonly string[], notes: Readonly<Record<number, string>> = {}): Uint8Array {
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'ppt/presentation.xml': `${head}<p:presentation ${drawing} xmlns:r="${office}"><p:sldIdLst>${slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index}"/>`).join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(slides.map((_, index) => [`rId${index}`, 'slide', `slides/slide${index}.xml`])),
  };
  for (const [index, content] of slides.entries()) {
    parts[`ppt/slides/slide${index}.xml`] = `${head}<p:sld ${drawing}><p:cSld><p:spTree>${content}</p:spTree></p:cSld></p:sld>`;
    const note = notes[index];
    if (note === undefined) continue;
    parts[`ppt/slides/_rels/slide${index}.xml.rels`] = relations([['rId1', 'notesSlide', `../notesSlides/notes${index}.xml`]]);
    parts[`ppt/notesSlides/notes${index}.xml`] =
      `${head}<p:notes ${drawing}><p:cSld><p:spTree>${shape('body', [note])}</p:spTree></p:cSld></p:notes>`;
  }
  return zipped(parts);
}

/** A shape in a placeholder with that role, or a free text box. */
export function shape(role: string | undefined, paragraphs: readonly string[]): string {
  const placeholder = role === undefined ? '' : `<p:ph type="${role}"/>`;
  const texts = paragraphs.map((text) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`).join('');
  return `<p:sp><p:nvSpPr><p:nvPr>${placeholder}</p:nvPr></p:nvSpPr><p:spPr/><p:txBody>${texts}</p:txBody></p:sp>`;
}

export function slideTable(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
  const content = rows.map((row) => `<a:tr>${row.map(cell).join('')}</a:tr>`).join('');
  return `<p:graphicFrame><p:nvGraphicFramePr/><a:graphic><a:graphicData><a:tbl>${content}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
}
