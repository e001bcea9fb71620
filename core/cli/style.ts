/** Marks text for a terminal. Colour never says anything that the words do not. */
export interface Style {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly bad: (text: string) => string;
}

export function styleFor(color: boolean): Style {
  // SGR codes of ECMA-48. styleText of node:util looks at the terminal itself in some versions of Node, and not in others.
  const mark = (on: number, off: number) => (text: string): string => (color && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text);
  return { strong: mark(1, 22), faint: mark(2, 22), good: mark(32, 39), warning: mark(33, 39), bad: mark(31, 39) };
}
