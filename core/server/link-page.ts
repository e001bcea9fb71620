import type { LinkPage } from '../runtime/link-desk.js';

const VERBS = { acknowledge: 'Acknowledge', silence: 'Silence for an hour', resolve: 'Resolve', view: 'View' } as const;

/** The page of a link: what it is about and, where there is something to do, a form that does it. */
export function linkPage({ act, title, severity, state, key, isOver }: LinkPage): string {
  const about = `<p>${escape(severity)}, ${escape(state)}</p>`;
  if (isOver) return frame(title, `${about}${act === 'view' ? '' : '<p>This link was used, or the alert is over.</p>'}`);
  const reason = act === 'silence' ? '<p><label>Why? <input name="reason" required maxlength="500"></label></p>' : '';
  return frame(title, `${about}<form method="post"><input type="hidden" name="key" value="${escape(key)}"><p><label>Your name <input name="by" maxlength="80" autocomplete="name"></label></p>${reason}<p><button>${VERBS[act]}</button></p></form>`);
}

export function messagePage(message: string): string {
  return frame(message, '');
}

function frame(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>hushpipe</title><style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;overflow-wrap:anywhere}button{font:inherit;padding:.5rem 1rem}</style><h1>${escape(title)}</h1>${body}</html>\n`;
}

function escape(text: string): string {
  return text.slice(0, 1000).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
