import { XMLParser } from 'fast-xml-parser';

/** An element with its children in order. Namespace prefixes are kept, because all programs write the same ones. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The text of the element itself, not of its children. */
  readonly text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: true,
  htmlEntities: true, // also numbered entities, which office files have
});

const attributesKey = ':@';
const textKey = '#text';

/** Parses to the outermost elements of the document. @throws if it is not XML */
export function parseXml(xml: string): XmlElement {
  return element('', {}, parser.parse(xml, true));
}

/** Converts the parser's own form: an array of objects with one key for the name, and perhaps one for the attributes. */
function element(name: string, attributes: unknown, content: unknown): XmlElement {
  const children: XmlElement[] = [];
  let text = '';
  for (const node of Array.isArray(content) ? (content as readonly unknown[]) : []) {
    if (typeof node !== 'object' || node === null) continue;
    for (const [key, value] of Object.entries(node)) {
      if (key === textKey) text += String(value);
      else if (key !== attributesKey && !key.startsWith('?')) {
        children.push(element(key, attributesKey in node ? node[attributesKey] : {}, value));
      }
    }
  }
  return { name, attributes: strings(attributes), children, text };
}

function strings(attributes: unknown): Readonly<Record<string, string>> {
  if (typeof attributes !== 'object' || attributes === null) return {};
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}

export function child(parent: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => at?.children.find((each) => each.name === name), parent);
}

/** All descendants with that name, in document order, but not those within one another. */
export function descendants(parent: XmlElement | undefined, name: string): readonly XmlElement[] {
  return (parent?.children ?? []).flatMap((each) => (each.name === name ? [each] : descendants(each, name)));
}
