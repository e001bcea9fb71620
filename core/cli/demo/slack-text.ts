/** A part of a message, as far as it is read here: a block, an element or a text object. */
interface Part {
  readonly type?: string;
  /** A text, or a text object. */
  readonly text?: string | Part;
  readonly elements?: readonly Part[];
  readonly url?: string;
  readonly fallback?: string;
}

/** A message of Slack's Block Kit in plain text, one line an entry, much as a reader sees it. */
export function slackText(payload: unknown): readonly string[] {
  const { text, blocks } = payload as { readonly text?: string; readonly blocks?: readonly Part[] };
  return (blocks === undefined ? textOf(text) : blocks.map(blockText).join('\n')).split('\n');
}

function blockText({ type, text, elements = [] }: Part): string {
  switch (type) {
    case 'rich_text': return elements.map(partText).join('\n');
    case 'actions': return elements.map((button) => `[${textOf(button.text)}] ${button.url ?? ''}`).join('\n');
    case 'context': return elements.map(textOf).join('  ');
    default: return textOf(text);
  }
}

function partText({ type, elements = [] }: Part): string {
  const text = elements.map((element) => (element.type === 'date' ? element.fallback ?? '' : textOf(element.text))).join('');
  return type === 'rich_text_preformatted' ? text.split('\n').map((line) => `  ${line}`).join('\n') : text;
}

/** Slack's own three escapes become what they stand for. */
function textOf(text: string | Part | undefined): string {
  if (typeof text === 'object') return textOf(text.text);
  return (text ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
