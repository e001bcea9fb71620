import type { Message, MessagePart } from '../contract/alert.js';

/** A message with places for values: what the config wrote, and the names of fields. */
export type Template = readonly ({ readonly text: string } | { readonly field: string })[];

export type ParsedTemplate = { readonly template: Template } | { readonly problem: string };

/** Longest value put into a message, in UTF-16 units. */
export const MAX_VALUE = 2048;

/** Reads `${field}` as a place, `$${` as `${`, all else as it stands. */
export function parseTemplate(source: string): ParsedTemplate {
  const parts: ({ readonly text: string } | { readonly field: string })[] = [];
  let text = '';
  let at = 0;
  while (at < source.length) {
    if (source.startsWith('$${', at)) {
      text += '${';
      at += 3;
    } else if (source.startsWith('${', at)) {
      const end = source.indexOf('}', at);
      const field = source.slice(at + 2, end).trim();
      if (end < 0) return { problem: `"${source.slice(at, at + 20)}" has no closing brace` };
      if (field === '' || field.includes('${')) return { problem: `"${source.slice(at, end + 1)}" names no field` };
      if (text !== '') parts.push({ text });
      text = '';
      parts.push({ field });
      at = end + 1;
    } else {
      text += source.charAt(at++);
    }
  }
  if (text !== '') parts.push({ text });
  return { template: parts };
}

/** Puts values in their places. What came from an event stays marked as data, so that whoever renders it can escape it. */
export function fillTemplate(template: Template, valueOf: (field: string) => MessagePart): Message {
  return template.map((part) => ('text' in part ? part : valueOf(part.field)));
}

/** Untrusted text as a message part, cut where it is very long. */
export function dataPart(value: string): MessagePart {
  if (value.length <= MAX_VALUE) return { data: value };
  // A pair of surrogates is not cut in two.
  const last = value.charCodeAt(MAX_VALUE - 2);
  return { data: `${value.slice(0, last >= 0xd800 && last < 0xdc00 ? MAX_VALUE - 2 : MAX_VALUE - 1)}…` };
}
