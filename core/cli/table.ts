export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Rows under their titles, columns two spaces apart, no space at a line's end; each line ended by a line feed. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const titled = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, at) => Math.max(...titled.map((row) => (row[at] ?? '').length)));
  return titled
    .map((row) => columns.map(({ align }, at) => pad(row[at] ?? '', widths[at] ?? 0, align)).join('  ').trimEnd())
    .map((line) => `${line}\n`).join('');
}

/** 1234567 as 1,234,567. */
export function grouped(figure: number): string {
  return String(figure).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

export function counted(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}
