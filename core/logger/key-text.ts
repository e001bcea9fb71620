import { quote } from './quote.js';

/** Names of the line itself. */
const OWN_NAMES: readonly string[] = ['time', 'level', 'message', 'logger'];

/** Programs log few names, over and over; but a name can also be made of data. */
const MOST_KEPT = 2_000;
const LONGEST_KEPT = 64;
/** A longer name is replaced by a mark, as a text that is too long. */
const LONGEST_NAME = 1_024;

const members = new Map<string, string>();
const fields = new Map<string, string>();

/** The name of a member with its colon. */
export function memberKey(name: string): string {
  return members.get(name) ?? keep(members, name, `${quoteName(name)}:`);
}

/**
 * The same for a member of the line. A field that is called as one of the line's own stands beside it as `fields.<name>`: it
 * overwrites nothing, is not there twice and is not lost.
 */
export function fieldKey(name: string): string {
  return fields.get(name) ?? keep(fields, name, OWN_NAMES.includes(name) ? `"fields.${name}":` : `${quoteName(name)}:`);
}

function quoteName(name: string): string {
  return name.length > LONGEST_NAME ? `"[name of ${name.length} characters]"` : quote(name);
}

function keep(texts: Map<string, string>, name: string, text: string): string {
  if (name.length <= LONGEST_KEPT) {
    if (texts.size >= MOST_KEPT) texts.clear();
    texts.set(name, text);
  }
  return text;
}
