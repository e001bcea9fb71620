import type { AlertSeverity } from '../../core/contract/alert.js';
import type { JsonObject } from '../../core/contract/json.js';
import { cardOf, noticeSentence } from '../shared/alert-card.js';
import { piecesText } from '../shared/alert-facts.js';
import { logEntry } from '../shared/alert-log.js';
import { noticeText } from '../shared/alert-text.js';
import { timeOf } from '../shared/alert-words.js';
import type { CardLimits, Notice } from '../shared/card.js';
import { cut } from '../shared/cut.js';
import { plainKey } from '../shared/plain-key.js';
import { oneLine } from '../shared/untrusted-text.js';

/** A call of Opsgenie's Alert API: the path after its base, and the body. https://docs.opsgenie.com/docs/alert-api */
export interface OpsgenieCall {
  readonly path: string;
  readonly body: JsonObject;
}

/** Opsgenie's published limits in characters, less a margin where a text is cut to them. */
export const OPSGENIE_LIMITS = { message: 130, alias: 512, description: 14_500, tags: 20, tag: 50, entity: 512, note: 24_000 } as const;

const LIMITS: CardLimits = { title: 300, text: 2000, line: 1200, value: 300, url: 2000 };
const PRIORITIES: Readonly<Record<AlertSeverity, string>> = { critical: 'P1', warning: 'P3', info: 'P5' };
const SOURCE = 'hushpipe';

/**
 * A notice as a call: what begins creates an alert under an alias, which Opsgenie adds to the one that is open there; all that
 * follows acts on that alias. `known`: this action has created it before. A summary is closed when nothing in it fires.
 */
export function renderOpsgenie(notice: Notice, known: boolean): OpsgenieCall {
  const { content, cause } = notice;
  const alias = aliasOf(content);
  const act = (action: string, body: JsonObject): OpsgenieCall => ({ path: `/v2/alerts/${encodeURIComponent(alias)}/${action}?identifierType=alias`, body: { source: SOURCE, ...body } });
  const note = cut(piecesText(logEntry(notice)), OPSGENIE_LIMITS.note);
  if (cause === 'resolved' || ('summary' in content && content.summary.counts.firing === 0)) return act('close', { note });
  if (!known) return create(notice, alias);
  if (cause === 'acknowledged') return act('acknowledge', { note });
  if (cause === 'silenced' && 'alert' in content && content.alert.silenced !== undefined) return act('snooze', { note, endTime: timeOf(content.alert.silenced.until).toISOString() });
  return cause === 'digest' || cause === 'escalated' || cause === 'unsilenced' || cause === 'silenced' ? act('notes', { note }) : create(notice, alias);
}

/** The least that can be said of it: for when Opsgenie refuses the rest. */
export function renderOpsgenieSentence(notice: Notice, known: boolean): OpsgenieCall {
  const { path, body } = renderOpsgenie(notice, known);
  const sentence = noticeSentence(notice.content, OPSGENIE_LIMITS.message, (text) => text);
  const { message, alias, source, endTime } = body;
  if (message === undefined) return { path, body: { source: source ?? SOURCE, note: sentence, ...(endTime === undefined ? {} : { endTime }) } };
  return { path, body: { message: sentence, alias: alias ?? '', source: SOURCE } };
}

function create(notice: Notice, alias: string): OpsgenieCall {
  const { content } = notice;
  const card = cardOf(content, { samples: 0, groups: 10, fields: true, why: true }, LIMITS);
  const { severity } = 'alert' in content ? content.alert : content.summary;
  const tags = 'alert' in content ? content.alert.tags : [];
  return {
    path: '/v2/alerts',
    body: {
      message: noticeSentence(content, OPSGENIE_LIMITS.message, (text) => text),
      alias,
      description: noticeText({ ...notice, form: 'post' }, OPSGENIE_LIMITS.description),
      priority: PRIORITIES[severity],
      source: SOURCE,
      entity: 'alert' in content ? cut(oneLine(content.alert.trigger, OPSGENIE_LIMITS.entity), OPSGENIE_LIMITS.entity) : content.summary.kind,
      tags: [...new Set(tags.map((tag) => cut(oneLine(tag, OPSGENIE_LIMITS.tag), OPSGENIE_LIMITS.tag).trim()))].filter((tag) => tag !== '').slice(0, OPSGENIE_LIMITS.tags),
      // Each bounded, so that all together stay within what Opsgenie takes.
      details: Object.fromEntries(card.facts.map(({ name, pieces }) => [name, piecesText(pieces)])),
    },
  };
}

function aliasOf(content: Notice['content']): string {
  return plainKey('alert' in content ? content.alert.id : content.summary.id, OPSGENIE_LIMITS.alias);
}
