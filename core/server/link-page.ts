import type { LinkPage, ListPage } from '../runtime/link-desk.js';

const VERBS = { acknowledge: 'Acknowledge', silence: 'Silence for an hour', resolve: 'Resolve', useful: 'It was useful', noise: 'It was noise', view: 'View' } as const;

/** The page of a link: what it is about and, where there is something to do, a form that does it. */
export function linkPage({ act, title, severity, state, since, count, why, lines, key, isOver }: LinkPage): string {
  const logs = lines.length === 0 ? '' : `<pre>${lines.map(escape).join('\n')}</pre>`;
  const about = `<p>${escape(severity)}, ${escape(state)}</p><p>${count} since ${timeText(since)}${why === '' ? '' : `: ${escape(why)}`}</p>${logs}`;
  if (isOver) return frame(title, `${about}${act === 'view' ? '' : '<p>This link was used, or the alert is over.</p>'}`);
  const reason = act === 'silence' ? '<p><label>Why? <input name="reason" required maxlength="500"></label></p>' : '';
  return frame(title, `${about}<form method="post"><input type="hidden" name="key" value="${escape(key)}"><p><label>Your name <input name="by" maxlength="80" autocomplete="name"></label></p>${reason}<p><button>${VERBS[act]}</button></p></form>`);
}

/** The alerts of a message that stands for many. There is nothing to be done here: each leads to a page of its own. */
export function listPage({ title, lines, firing, resolved }: ListPage): string {
  const row = ({ shortId, severity, state, title: what, at, count, link }: ListPage['lines'][number]): string =>
    `<tr><td>${escape(shortId)}</td><td>${escape(severity)}</td><td>${escape(state)}</td><td><a href="${escape(link)}">${escape(what)}</a></td><td>${count}</td><td>${timeText(at)}</td></tr>`;
  const head = '<tr><th>Alert</th><th>Severity</th><th>State</th><th>What</th><th>Count</th><th>Last</th></tr>';
  const hidden = firing + resolved - lines.length;
  const rest = hidden === 0 ? '' : `<p>${hidden} more are not listed.</p>`;
  return frame(title, `<p>${firing} firing, ${resolved} resolved</p>${lines.length === 0 ? '' : `<table>${head}${lines.map(row).join('')}</table>`}${rest}`);
}

export function messagePage(message: string): string {
  return frame(message, '');
}

function frame(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>hushpipe</title><style>body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:3rem auto;padding:0 1rem;overflow-wrap:anywhere}button{font:inherit;padding:.5rem 1rem}pre{white-space:pre-wrap}td,th{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0}</style><h1>${escape(title)}</h1>${body}</html>\n`;
}

/** "2025-01-01 00:04:00 UTC"; events may state times that no date holds. */
function timeText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function escape(text: string): string {
  return text.slice(0, 1000).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
