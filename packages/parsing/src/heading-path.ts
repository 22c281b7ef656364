/** The headings above the place that a parser has reached. */
export class HeadingPath {
  #open: { readonly level: number; readonly text: string }[];

  constructor(initial: readonly string[] = []) {
    this.#open = initial.map((text, index) => ({ level: index + 1, text }));
  }

  /** A heading ends the headings of its own level and deeper ones. */
  enter(level: number, text: string): void {
    this.#open = [...this.#open.filter((heading) => heading.level < level), { level, text }];
  }

  get current(): readonly string[] {
    return this.#open.map(({ text }) => text);
  }
}
