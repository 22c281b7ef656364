/** Joins lines to one text. Words that were broken at the end of a line become whole again. */
export function joinLines(lines: readonly { readonly text: string }[]): string {
  let text = '';
  for (const line of lines) {
    if (text === '') text = line.text;
    else if (/\p{L}\u00ad$/u.test(text) || (/\p{Ll}[-‐]$/u.test(text) && /^\p{Ll}/u.test(line.text))) text = text.slice(0, -1) + line.text;
    else text += ` ${line.text}`;
  }
  return text.replaceAll('\u00ad', '');
}
