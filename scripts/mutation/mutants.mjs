// Makes the mutants of a source: the same source with one small change, which some test should notice.
import { parseSync } from 'vite';

const swapped = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
};

/** Conditions of SQL in template strings. */
const inSql = [
  [/ is not null\b/g, ' is null'],
  [/ is null\b/g, ' is not null'],
  [/ <= /g, ' < '],
  [/ < /g, ' <= '],
  [/ > /g, ' >= '],
  [/ and /g, ' or '],
  [/(?<=[\w)"]) = (?=\$|any|[a-z]\.|$)/g, ' <> '],
];

/** @returns {{ start: number, end: number, text: string, what: string, line: number }[]} */
export function mutantsOf(source, file) {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const found = [];
  const add = (start, end, text, what) => {
    const before = source.slice(start, end);
    found.push({ start, end, text, what: `${what}: ${clip(before)} → ${clip(text)}`, line: source.slice(0, start).split('\n').length });
  };
  visit(program, (node) => {
    if (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') {
      const text = swapped[node.operator];
      const at = source.indexOf(node.operator, node.left.end);
      if (text !== undefined && isNumeric(node)) add(at, at + node.operator.length, text, 'operator');
    } else if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') {
      for (const value of ['true', 'false']) add(node.test.start, node.test.end, value, 'condition');
    } else if (node.type === 'UnaryExpression' && node.operator === '!') {
      add(node.start, node.end, source.slice(node.argument.start, node.argument.end), 'negation');
    } else if (node.type === 'Literal' && typeof node.value === 'boolean') {
      add(node.start, node.end, String(!node.value), 'value');
    } else if (node.type === 'ExpressionStatement' && node.expression.type !== 'YieldExpression') {
      add(node.start, node.end, ';', 'statement');
    } else if (node.type === 'TemplateElement') {
      for (const [pattern, text] of inSql) {
        for (const { 0: match, index } of source.slice(node.start, node.end).matchAll(pattern))
          add(node.start + index, node.start + index + match.length, text, 'sql');
      }
    }
  });
  return found;
}

/** `+` joins texts too, and a text with `-` only gives another kind of nonsense. */
function isNumeric({ operator, left, right }) {
  if (operator !== '+' && operator !== '-') return true;
  return ![left, right].some(({ type, value }) => type === 'TemplateLiteral' || (type === 'Literal' && typeof value === 'string'));
}

function visit(node, take) {
  if (node.type?.startsWith('TS') && !/^TS(?:As|Satisfies|NonNull)/.test(node.type)) return;
  take(node);
  for (const child of Object.values(node)) {
    for (const one of Array.isArray(child) ? child : [child]) {
      if (typeof one === 'object' && one !== null && typeof one.type === 'string') visit(one, take);
    }
  }
}

const clip = (text) => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
};
