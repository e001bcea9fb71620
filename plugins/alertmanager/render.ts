import type { JsonObject } from '../../core/contract/json.js';
import { alertButtons } from '../shared/alert-buttons.js';
import { noticeSentence } from '../shared/alert-card.js';
import { groups, timeOf, titleText } from '../shared/alert-words.js';
import type { Notice } from '../shared/card.js';
import { cut } from '../shared/cut.js';
import { messageText, oneLine } from '../shared/untrusted-text.js';

/** An alert as Alertmanager's API v2 takes it; the labels are its identity. */
export interface ManagedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly startsAt: string;
  readonly generatorURL?: string;
}

const LONGEST = { label: 300, name: 200, text: 2000, url: 2000 } as const;

/**
 * A notice as an alert. Trigger and group values are its labels, so that the same thing has the same identity whenever it comes
 * back; what changes while it lasts stands in annotations. `now` is when it starts at the latest: no alert starts after its end.
 */
export function renderManagedAlert({ content }: Notice, extra: Readonly<Record<string, string>>, now: number): ManagedAlert {
  if ('summary' in content) {
    const { kind, severity, since, link } = content.summary;
    return alertOf({ alertname: `hushpipe_${kind}`, severity, ...extra }, { summary: sentence(content) }, since, now, link);
  }
  const { alert } = content;
  const labels: Record<string, string> = { alertname: cut(oneLine(alert.trigger, LONGEST.label), LONGEST.label).trim() || 'hushpipe', ...extra };
  for (const [name, value] of groups(alert, LONGEST.label)) labels[labelName(name, labels)] = value;
  labels['severity'] = alert.severity;
  return alertOf(labels, {
    summary: sentence(content),
    title: cut(titleText(alert, LONGEST.name), LONGEST.name),
    ...described('description', cut(messageText(alert.text, LONGEST.text), LONGEST.text)),
    ...described('why', cut(oneLine(alert.why, LONGEST.text), LONGEST.text)),
    ...described('owner', cut(oneLine(alert.owner ?? '', LONGEST.name), LONGEST.name)),
    ...described('runbook_url', alertButtons(alert, LONGEST.url).find(({ id }) => id === 'runbook')?.url ?? ''),
    incident: alert.shortId,
    count: String(alert.count),
  }, alert.since, now, alert.links.view);
}

/** The alert with its end: one that is over, or the time until which it fires without being sent again. */
export function withEnd(alert: ManagedAlert, endsAt: number): JsonObject {
  return { ...alert as unknown as JsonObject, endsAt: timeOf(endsAt).toISOString() };
}

function alertOf(labels: ManagedAlert['labels'], annotations: ManagedAlert['annotations'], since: number, now: number, link: string | undefined): ManagedAlert {
  const linked = link !== undefined && /^https?:\/\//.test(link) && URL.canParse(link);
  return { labels, annotations, startsAt: timeOf(Math.min(timeOf(since).getTime(), now)).toISOString(), ...(linked ? { generatorURL: link } : {}) };
}

function sentence(content: Notice['content']): string {
  return noticeSentence(content, 300, (text) => text);
}

function described(name: string, text: string): Readonly<Record<string, string>> {
  return text.trim() === '' ? {} : { [name]: text };
}

/** A name that Prometheus takes (`client.ip` becomes `client_ip`), and that no other label has. */
function labelName(name: string, taken: Readonly<Record<string, string>>): string {
  const plain = name.slice(0, LONGEST.name).replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?![A-Za-z_])/, '_');
  let unique = plain;
  for (let count = 2; Object.hasOwn(taken, unique) || unique === 'severity'; count += 1) unique = `${plain}_${count}`;
  return unique;
}
