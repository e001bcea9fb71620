import type { ContextBlock, HeaderBlock, RichTextBlock, ActionsBlock } from '@slack/types';

/** The blocks that a message is made of. */
export type SlackBlock = HeaderBlock | RichTextBlock | ActionsBlock | ContextBlock;

export interface SlackPayload {
  text: string;
  /** Left out of the one-sentence message. */
  blocks?: SlackBlock[];
  unfurl_links: boolean;
  unfurl_media: boolean;
}

/**
 * Slack's published limits, in characters as sent, less a margin: Slack measures some after its own escaping.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
export const SLACK_LIMITS = {
  header: 140,
  /** Of one text in a rich text block. */
  richText: 2900,
  /** Of all texts of a message: Slack answers msg_blocks_too_long somewhat above this. */
  message: 10_000,
  context: 1900,
  url: 2900,
  /** What a button carries back to the app. */
  value: 1900,
  /** Not Slack's limit: what a phone shows of a notification. */
  sentence: 120,
} as const;

/** Longest text of a block, by its type. Of the texts of buttons, only addresses and values can be long. */
const MOST = { header: SLACK_LIMITS.header, context: SLACK_LIMITS.context, rich_text: SLACK_LIMITS.richText, actions: SLACK_LIMITS.url } as const;

/** The first limit that a payload breaks, in words; undefined where it keeps them all. */
export function brokenLimit({ text, blocks = [] }: SlackPayload): string | undefined {
  const texts = blocks.map(textsOf);
  const total = texts.flat().reduce((sum, part) => sum + part.length, text.length);
  if (total > SLACK_LIMITS.message) return `the message has ${total} characters`;
  for (const [index, block] of blocks.entries()) {
    const longest = Math.max(0, ...(texts[index] ?? []).map((part) => part.length));
    if (longest > MOST[block.type]) return `a text of the ${block.type} block has ${longest} characters`;
  }
  return undefined;
}

function textsOf(block: SlackBlock): readonly string[] {
  switch (block.type) {
    case 'header': return [block.text.text];
    case 'context': return block.elements.map((element) => ('text' in element ? element.text : ''));
    case 'actions': return block.elements.flatMap((element) => ['url' in element ? element.url ?? '' : '', 'value' in element ? element.value ?? '' : '']);
    case 'rich_text': return block.elements.flatMap((part) => part.elements.map((element) => ('text' in element ? element.text ?? '' : '')));
  }
}
