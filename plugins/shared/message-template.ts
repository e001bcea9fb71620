import type { Alert, Message, MessagePart } from '../../core/contract/alert.js';
import type { JsonSchema } from '../../core/contract/schema.js';
import type { Notice } from './card.js';
import { durationWords } from './duration-words.js';

/** The words of an action that replace those of the triggers, as its config has them. */
export interface MessageTemplates {
  readonly title?: string;
  readonly text?: string;
}

/** The options of every action that shows a title and a text. */
export const TEMPLATE_OPTIONS = {
  title: { type: 'string', minLength: 1, description: 'Title of every incident here, instead of the trigger\'s: ${title}, ${severity}, ${state} and others; see the guide.' },
  text: { type: 'string', description: 'Text of every incident here, instead of the trigger\'s: ${text}, ${why} and others; an empty one says nothing.' },
} as const satisfies Readonly<Record<string, JsonSchema>>;

const WORDS: Readonly<Record<string, (alert: Alert) => Message>> = {
  title: ({ title }) => title,
  text: ({ text }) => text,
  trigger: ({ trigger }) => [{ text: trigger }],
  severity: ({ severity }) => [{ text: severity }],
  state: ({ state }) => [{ text: state }],
  why: ({ why }) => [{ data: why }],
  id: ({ shortId }) => [{ text: shortId }],
  count: ({ count }) => [{ text: String(count) }],
  owner: ({ owner }) => [{ data: owner ?? '(none)' }],
  tags: ({ tags }) => [{ data: tags.join(', ') }],
  lasted: ({ since, updatedAt, resolved }) => [{ text: durationWords((resolved?.at ?? updatedAt) - since) }],
};

type Place = { readonly text: string } | { readonly place: string };

/** What is wrong with the templates, by the option of each. */
export function* templateProblems(templates: MessageTemplates): Iterable<{ readonly path: string; readonly message: string }> {
  for (const path of ['title', 'text'] as const) {
    for (const part of parse(templates[path] ?? '')) {
      if (!('place' in part) || Object.hasOwn(WORDS, part.place) || part.place.startsWith('key.')) continue;
      yield { path, message: `has no word "${part.place}": use ${Object.keys(WORDS).join(', ')}, or key.<name> for a group value` };
    }
  }
}

/** The notice with its title and text as the templates have them. What came from an event stays marked as data. */
export function inWordsOf<T extends Notice>(templates: MessageTemplates, notice: T): T {
  const { title, text } = templates;
  if (!('alert' in notice.content) || (title === undefined && text === undefined)) return notice;
  const { alert } = notice.content;
  const own = { ...(title === undefined ? {} : { title: fill(title, alert) }), ...(text === undefined ? {} : { text: fill(text, alert) }) };
  return { ...notice, content: { alert: { ...alert, ...own } } };
}

function fill(template: string, alert: Alert): Message {
  return parse(template).flatMap((part): Message => ('text' in part ? [part] : WORDS[part.place]?.(alert) ?? [keyPart(part.place, alert)]));
}

function keyPart(place: string, { key }: Alert): MessagePart {
  const value = Object.hasOwn(key, place.slice(4)) ? key[place.slice(4)] : undefined;
  if (value === undefined || value === null) return { text: '(none)' };
  return { data: typeof value === 'string' ? value : JSON.stringify(value) };
}

/** `${word}` is a place, `$${` is `${`, all else stands as it is. */
function parse(source: string): readonly Place[] {
  return source.split(/(\$\$\{|\$\{[^{}]*\})/).filter((part) => part !== '').map((part): Place => {
    if (part === '$${') return { text: '${' };
    return part.startsWith('${') && part.endsWith('}') ? { place: part.slice(2, -1).trim() } : { text: part };
  });
}
