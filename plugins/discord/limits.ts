/** A message as Discord's API takes it: POST /webhooks/{id}/{token}, PATCH .../messages/{id}. */
export interface DiscordPayload {
  readonly content: string;
  /** Empty where there are none: what an edit leaves out stays as it was. */
  readonly embeds: readonly DiscordEmbed[];
  readonly components: readonly DiscordRow[];
  readonly allowed_mentions: { readonly parse: readonly never[]; readonly roles?: readonly string[]; readonly users?: readonly string[] };
}

export interface DiscordEmbed {
  readonly title: string;
  readonly description?: string;
  readonly color: number;
  readonly fields: readonly DiscordField[];
  readonly footer: { readonly text: string };
}

export interface DiscordField {
  readonly name: string;
  readonly value: string;
  readonly inline: boolean;
}

/** An action row of link buttons, five at most. */
export interface DiscordRow {
  readonly type: 1;
  readonly components: readonly { readonly type: 2; readonly style: 5; readonly label: string; readonly url: string }[];
}

/**
 * Discord's published limits in characters, less a margin where a text is cut to them.
 * https://docs.discord.com/developers/resources/message#embed-object-embed-limits
 */
export const DISCORD_LIMITS = {
  content: 1900,
  title: 250,
  description: 4000,
  fields: 25,
  fieldName: 250,
  fieldValue: 1000,
  footer: 2000,
  /** Over all titles, descriptions, fields and footers. */
  embeds: 5800,
  url: 512,
  threadName: 100,
} as const;

/** The first limit that a payload breaks, in words; undefined where it keeps them all. discord.js checks none of them. */
export function brokenLimit({ content, embeds }: DiscordPayload): string | undefined {
  if (content.trim() === '' || content.length > DISCORD_LIMITS.content) return `the content has ${content.length} characters`;
  let sum = 0;
  for (const embed of embeds) {
    if (embed.fields.length > DISCORD_LIMITS.fields) return `the embed has ${embed.fields.length} fields`;
    const texts: [what: string, text: string, max: number][] = [
      ['title', embed.title, DISCORD_LIMITS.title],
      ['footer', embed.footer.text, DISCORD_LIMITS.footer],
      ...embed.fields.flatMap(({ name, value }): [string, string, number][] => [['field name', name, DISCORD_LIMITS.fieldName], ['field value', value, DISCORD_LIMITS.fieldValue]]),
    ];
    if (embed.description !== undefined) texts.push(['description', embed.description, DISCORD_LIMITS.description]);
    for (const [what, text, max] of texts) {
      if (text.trim() === '' || text.length > max) return `a ${what} has ${text.length} characters`;
      sum += text.length;
    }
  }
  return sum > DISCORD_LIMITS.embeds ? `the embeds have ${sum} characters together` : undefined;
}
