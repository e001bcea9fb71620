import type { DiscordPayload } from '../../plugins/discord/limits.js';
import type { SlackPayload } from '../../plugins/slack/limits.js';

/** How wide a picture is, in characters. */
const WIDTH = 110;

type Inline = Readonly<Record<string, unknown>>;

/** What a reader of Slack sees of a payload, as text: times as they stand for who is in UTC. */
export function slackPicture({ text, blocks = [] }: SlackPayload): string {
  if (blocks.length === 0) return wrapped(unescaped(text));
  return blocks.flatMap((block): readonly string[] => {
    switch (block.type) {
      case 'header': return [block.text.text];
      case 'context': return block.elements.map((element) => ('text' in element ? wrapped(unescaped(element.text)) : ''));
      case 'actions': return [block.elements.map((element) => ('text' in element && element.text !== undefined ? `[${element.text.text}]` : '')).join(' ')];
      case 'rich_text': return block.elements.flatMap((part) => {
        const inline = (part.elements as readonly unknown[] as readonly Inline[]).map(inlineText).join('');
        return part.type === 'rich_text_preformatted' ? inline.split('\n').map((line) => `  │ ${line}`) : [wrapped(inline)];
      });
    }
  }).join('\n');
}

/** What a reader of Discord sees of a payload, as text: the embed behind a bar, times for who is in UTC. */
export function discordPicture({ content, embeds, components }: DiscordPayload): string {
  const boxes = embeds.flatMap(({ title, description = '', fields, footer }) => [
    shown(title),
    ...description.split('\n').filter((line) => line !== '```').map((line, index) => (index > 0 && description.includes('```') ? `│ ${line}` : shown(line))),
    ...fields.map(({ name, value }) => shown(`${name}: ${value}`)),
    ...wrapped(footer.text, WIDTH - 2).split('\n'),
  ].map((line) => `▌ ${line}`));
  const buttons = components.map((row) => row.components.map(({ label }) => `[${label}]`).join(' '));
  return [wrapped(shown(content)), ...boxes, ...buttons].join('\n');
}

function inlineText(element: Inline): string {
  switch (element['type']) {
    case 'date': return (element['fallback'] as string).slice(0, 19).replace('T', ' ');
    case 'broadcast': return `@${element['range'] as string}`;
    case 'usergroup': return '@on-call';
    case 'user': return '@ann';
    default: return element['text'] as string;
  }
}

function shown(text: string): string {
  return text
    .replace(/<t:(\d+):f>/g, (_all, seconds: string) => new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' '))
    .replace(/<@&\d+>/g, '@on-call')
    .replace(/`([^`]*)`/g, '$1')
    .replace(/\\([\\*_~`|[\]<>#])/g, '$1');
}

function unescaped(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

/** Broken between words. */
function wrapped(text: string, width = WIDTH): string {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    return [...lines, line];
  }).join('\n');
}
