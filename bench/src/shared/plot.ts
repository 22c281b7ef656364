interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

const [width, height, margin] = [760, 150, 46];

/** Draws one panel for each line, below one another, over the same axis. Each panel begins at 0, so that a flat line is really flat. */
export function plotOf(axis: string, at: readonly number[], lines: readonly Line[]): string {
  const last = at.at(-1) ?? 1;
  const panels = lines.map(({ name, values }, place) => {
    const top = place * (height + margin) + margin / 2;
    const most = Math.max(...values, 1) * 1.1;
    const points = values.map((value, index) => {
      const x = margin + ((at[index] ?? 0) / last) * (width - 2 * margin);
      return `${x.toFixed(1)},${(top + height - (value / most) * height).toFixed(1)}`;
    });
    const bottom = top + height;
    return [
      `<text x="${margin}" y="${top - 6}">${name}</text>`,
      `<line x1="${margin}" y1="${bottom}" x2="${width - margin}" y2="${bottom}" stroke="#999"/>`,
      `<text x="4" y="${top + 10}">${most.toFixed(0)}</text><text x="4" y="${bottom}">0</text>`,
      `<text x="${width - margin}" y="${bottom + 14}" text-anchor="end">${last.toFixed(0)} ${axis}</text>`,
      `<polyline points="${points.join(' ')}" fill="none" stroke="#2563eb" stroke-width="1.5"/>`,
    ].join('');
  });
  const all = lines.length * (height + margin) + margin / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${all}" font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>${panels.join('')}</svg>\n`;
}
