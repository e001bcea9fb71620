import type { RichTextElement } from '@slack/types';

/** A mention of the config: what Slack's text takes, and what its rich text takes. */
export interface SlackMention {
  readonly text: string;
  readonly element: RichTextElement;
}

/**
 * Reads `@here`, `@channel`, `@everyone`, `<!here>`, `<@U123>` (a person) and `<!subteam^S123>` (a group). Undefined for all
 * else, such as the form of another chat: a mention that Slack would not understand is left out.
 */
export function parseMention(mention: string): SlackMention | undefined {
  const range = /^(?:@|<!)(here|channel|everyone)>?$/.exec(mention)?.[1];
  if (range !== undefined) return { text: `<!${range}>`, element: { type: 'broadcast', range: range as 'here' | 'channel' | 'everyone' } };
  const user = /^<@([UW][A-Z0-9]+)>$/.exec(mention)?.[1];
  if (user !== undefined) return { text: `<@${user}>`, element: { type: 'user', user_id: user } };
  const group = /^<!subteam\^(S[A-Z0-9]+)>$/.exec(mention)?.[1];
  if (group !== undefined) return { text: `<!subteam^${group}>`, element: { type: 'usergroup', usergroup_id: group } };
  return undefined;
}
