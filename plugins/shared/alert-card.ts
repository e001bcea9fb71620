import type { Alert, AlertSummary, IncidentState } from '../../core/contract/alert.js';
import { alertButtons, summaryButtons } from './alert-buttons.js';
import { alertFacts, summaryFacts } from './alert-facts.js';
import { alertSentence, EMPTY, sampleLines, sentence, SEVERITY_SHAPES, shownOf, statusLine, titleText } from './alert-words.js';
import type { Card, CardLimits, Notice, Tone } from './card.js';
import { cut } from './cut.js';
import type { Shown } from './drop-order.js';
import { messageLine, messageText, oneLine } from './untrusted-text.js';

const LONGEST = { id: 200, why: 300, name: 100, lineTitle: 160 } as const;

/** Incidents that a summary lists where an alert would show one log line, or up to three; with none, none. */
const FEW_LINES = 8;
const MOST_LINES = 25;

const QUIET: ReadonlySet<IncidentState> = new Set(['acknowledged', 'silenced']);
const KINDS: Readonly<Record<AlertSummary['kind'], string>> = { storm: 'Storm', group: 'Group', catch_up: 'Catch-up', suppressed: 'Suppressed' };

/** All that the full message of an alert or a summary says, as far as it is `shown`. */
export function cardOf(content: Notice['content'], shown: Shown, limits: CardLimits): Card {
  return 'alert' in content ? alertCard(content.alert, shown, limits) : summaryCard(content.summary, shown, limits);
}

/** The whole message as one sentence of at most `max` characters after `escape`, status first. */
export function noticeSentence(content: Notice['content'], max: number, escape: (part: string) => string): string {
  if ('alert' in content) return alertSentence(content.alert, max, escape);
  const { summary } = content;
  const { firing, resolved } = summary.counts;
  const head = `${summary.drill ? '[DRILL] ' : ''}${KINDS[summary.kind]}, ${summary.severity}: `;
  return sentence(head, summaryTitle(summary, max), `${firing} firing, ${resolved} resolved`, max, escape);
}

function alertCard(alert: Alert, shown: Shown, limits: CardLimits): Card {
  const lines = sampleLines(alert, limits.line).slice(0, shown.samples);
  return {
    tone: toneOf(alert),
    status: statusLine(alert),
    title: titleText(alert, limits.title),
    text: messageText(alert.text, limits.text).trim(),
    facts: alertFacts(alert, shown, limits),
    lines,
    buttons: alertButtons(alert, limits.url),
    smallPrint: smallPrint(alert, shown, lines.length),
  };
}

function toneOf({ state, severity }: Alert): Tone {
  return state === 'resolved' ? 'resolved' : QUIET.has(state) ? 'quiet' : severity;
}

function smallPrint(alert: Alert, shown: Shown, lines: number): string {
  const id = `${cut(oneLine(alert.shortId, LONGEST.name), LONGEST.name)}, ${cut(oneLine(alert.id, LONGEST.id), LONGEST.id)}`;
  const why = shown.why && alert.why !== '' ? ` because ${cut(oneLine(alert.why, LONGEST.why), LONGEST.why)}` : '';
  return `Incident ${id}. Trigger ${cut(oneLine(alert.trigger, LONGEST.name), LONGEST.name)} fired${why}. ${shownOf(alert, lines)}`;
}

function summaryCard(summary: AlertSummary, shown: Shown, limits: CardLimits): Card {
  const all = summary.lines;
  const lines = all.slice(0, shown.samples === 0 ? 0 : shown.samples === 1 ? FEW_LINES : MOST_LINES).map((line) => cut(summaryLine(line), limits.line));
  const { severity, counts, hidden } = summary;
  const total = counts.firing + counts.resolved;
  const status = `${SEVERITY_SHAPES[severity]} ${KINDS[summary.kind].toUpperCase()} · ${severity}`;
  return {
    tone: counts.firing === 0 ? 'resolved' : severity,
    status: summary.drill ? `[DRILL] ${status}` : status,
    title: summaryTitle(summary, limits.title),
    text: '',
    facts: shown.fields ? summaryFacts(summary) : [],
    lines,
    buttons: summaryButtons(summary, limits.url),
    smallPrint: `Summary ${cut(oneLine(summary.id, LONGEST.id), LONGEST.id)}. ${lines.length} of ${total} incidents shown, ${hidden + all.length - lines.length} not.`,
  };
}

function summaryTitle(summary: AlertSummary, max: number): string {
  return messageLine(summary.title, max) || `${summary.counts.firing + summary.counts.resolved} incidents`;
}

/** "■ k7q2fa firing, critical: Failed logins of eve, 12" */
function summaryLine({ shortId, severity, state, title, count }: AlertSummary['lines'][number]): string {
  const what = cut(messageLine(title, LONGEST.lineTitle), LONGEST.lineTitle) || EMPTY;
  return `${SEVERITY_SHAPES[severity]} ${oneLine(shortId, LONGEST.name)} ${state}, ${severity}: ${what}, ${count}`;
}
