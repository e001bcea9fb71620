/** The headings of every plugin's page, in this order, after its title and lead. */
export const HEADINGS = ['Example', 'Options', 'What it guarantees', 'When things go wrong', 'Limits'] as const;

export interface PluginPage {
  readonly title: string;
  readonly lead: string;
  /** The text under each heading, in the order of the page. */
  readonly sections: ReadonlyMap<string, string>;
}

/** Takes a plugin's README.md apart. */
export function readPluginPage(markdown: string): PluginPage {
  const [head = '', ...rest] = markdown.split(/^## /m);
  const [title = '', ...lead] = head.split('\n');
  const sections = rest.map((section) => {
    const end = section.indexOf('\n');
    return [section.slice(0, end).trim(), section.slice(end).trim()] as const;
  });
  return { title: title.replace(/^# /, ''), lead: lead.join('\n').trim(), sections: new Map(sections) };
}
