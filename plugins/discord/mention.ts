/** A mention of the config: what the text says, and which one id Discord may call for it. */
export interface DiscordMention {
  readonly text: string;
  readonly roles?: readonly [string];
  readonly users?: readonly [string];
}

/**
 * Reads `<@&123>` (a role) and `<@123>` (a person). Undefined for all else: `@everyone` and `@here` cannot be allowed for
 * the config without being allowed for the whole text, so a role takes their place.
 */
export function parseMention(mention: string): DiscordMention | undefined {
  const [, kind, id] = /^<@(&|!?)(\d{1,20})>$/.exec(mention) ?? [];
  if (id === undefined) return undefined;
  return kind === '&' ? { text: `<@&${id}>`, roles: [id] } : { text: `<@${id}>`, users: [id] };
}
