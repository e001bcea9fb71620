import type { Alert, AlertDelivery, AlertSummary, MessagePart } from '../../core/contract/alert.js';

/** The alert of a delivery; a summary as an alert that says it in words, for who makes nothing more of it. */
export function alertOf({ content }: Pick<AlertDelivery, 'content'>): Alert {
  return 'alert' in content ? content.alert : summaryAlert(content.summary);
}

function summaryAlert(summary: AlertSummary): Alert {
  const { id, severity, title, since, at, counts, lines, hidden, mention, drill, kind } = summary;
  const count = counts.firing + counts.resolved;
  const rows = lines.flatMap((line): MessagePart[] => [{ text: `${line.shortId} ${line.severity} ${line.state}: ` }, ...line.title, { text: '\n' }]);
  return {
    id, shortId: kind, trigger: kind, severity, state: counts.firing > 0 ? 'firing' : 'resolved', title,
    text: hidden === 0 ? rows : [...rows, { text: `and ${hidden} more` }],
    why: `${counts.firing} firing, ${counts.resolved} resolved`,
    key: {}, tags: [], since, at, updatedAt: at, count, rate: 0, peak: { perMinute: 0, at }, topGroups: [], heldBack: 0, samples: [], redactions: 0,
    runbook: undefined, mention, links: summary.link === undefined ? {} : { view: summary.link }, drill,
  };
}
