/** A fenced block of a page. */
export interface CodeBlock {
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** What a comment `<!-- hushpipe: run app.mts -->` right before the block says: `['run', 'app.mts']`. */
  readonly directive: readonly string[];
}

export interface Link {
  readonly line: number;
  readonly target: string;
}

/** What stands between single backticks, outside blocks. */
export interface InlineCode {
  readonly line: number;
  readonly text: string;
  /** The line up to it, with the line before. */
  readonly before: string;
}

export interface MarkdownPage {
  readonly blocks: readonly CodeBlock[];
  readonly links: readonly Link[];
  /** What links to its headings name, as GitHub makes it of them. */
  readonly anchors: ReadonlySet<string>;
  readonly codes: readonly InlineCode[];
}

const FENCE = /^ *(`{3,}|~{3,}) *([\w-]*)/;
const DIRECTIVE = /^<!-- hushpipe: (.+) -->$/;

/** Takes a page apart, as far as its tests ask. */
export function readMarkdown(markdown: string): MarkdownPage {
  const lines = markdown.split('\n');
  const blocks: CodeBlock[] = [];
  const links: Link[] = [];
  const anchors = new Set<string>();
  const codes: InlineCode[] = [];
  let directive: readonly string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const text = lines[index] ?? '';
    const line = index + 1;
    const [, fence, language = ''] = FENCE.exec(text) ?? [];
    if (fence !== undefined) {
      const end = lines.findIndex((candidate, at) => at > index && candidate.trim().startsWith(fence));
      if (end === -1) throw new Error(`line ${line}: the block has no end`);
      blocks.push({ line, language, text: `${lines.slice(index + 1, end).join('\n')}\n`, directive });
      index = end;
      directive = [];
      continue;
    }
    if (text.trim() === '') continue;
    directive = DIRECTIVE.exec(text.trim())?.[1]?.split(' ') ?? [];
    const heading = /^#{1,6} (.+)$/.exec(text)?.[1];
    if (heading !== undefined) anchors.add(freeAnchor(heading, anchors));
    for (const match of text.matchAll(/`([^`]+)`/g)) codes.push({ line, text: match[1] ?? '', before: `${lines[index - 1] ?? ''} ${text.slice(0, match.index)}` });
    for (const match of text.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)) links.push({ line, target: match[1] ?? '' });
  }
  return { blocks, links, anchors, codes };
}

/** Lower case, without punctuation, spaces as dashes; a second heading of the same name is numbered. */
function freeAnchor(heading: string, taken: ReadonlySet<string>): string {
  const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');
  let anchor = plain;
  for (let count = 1; taken.has(anchor); count++) anchor = `${plain}-${count}`;
  return anchor;
}
