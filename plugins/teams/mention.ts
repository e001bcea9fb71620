import type { JsonObject } from '../../core/contract/json.js';

/** A mention of the config: what the text says, and the entity that makes it one. */
export interface TeamsMention {
  readonly text: string;
  readonly entity: JsonObject;
}

/** Reads `Name <someone@example.com>` (or an object id in place of the address). Undefined for all else. */
export function parseMention(mention: string): TeamsMention | undefined {
  const [, name, id] = /^([^<>&"]{1,80}?) <([\w.+-]+@[\w.-]+|[0-9a-f]{8}-[0-9a-f-]{27})>$/i.exec(mention) ?? [];
  if (name === undefined || id === undefined) return undefined;
  const text = `<at>${name}</at>`;
  return { text, entity: { type: 'mention', text, mentioned: { id, name } } };
}
