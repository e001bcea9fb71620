import { ALERT_SEVERITIES, plainText, type AlertSummary, type Message } from '../contract/alert.js';
import type { Bundle } from './bundle.js';
import { isOpen, stateOf, type Incident } from './incident.js';
import { shortId } from './short-id.js';

const TITLES: Readonly<Record<Bundle['kind'], (bundle: Bundle) => Message>> = {
  storm: ({ isCritical }) => [{ text: isCritical ? 'Alert storm, critical' : 'Alert storm' }],
  group: ({ name }) => (name === '' ? [{ text: 'Alerts' }] : [{ text: 'Alerts of ' }, { data: name }]),
  catch_up: () => [{ text: 'While it was quiet' }],
  suppressed: ({ name }) => [{ text: 'Suppressed: ' }, { data: name }],
};

export const titleOf = (bundle: Bundle): Message => TITLES[bundle.kind](bundle);

/** What people look at first: what still fires, the most severe, the newest. */
export function byWeight(a: Incident, b: Incident): number {
  return Number(isOpen(b)) - Number(isOpen(a)) || rank(b) - rank(a) || b.at - a.at;
}

/** Many incidents as actions get them, as they stand now: exact counts, and as many lines as fit, the most severe and newest first. */
export function summaryOf(bundle: Bundle, members: readonly Incident[], { link, mention, now }: { readonly link: string | undefined; readonly mention: string | undefined; readonly now: number }): AlertSummary {
  const counts = { firing: 0, resolved: 0, critical: 0, warning: 0, info: 0 };
  for (const member of members) {
    counts[isOpen(member) ? 'firing' : 'resolved']++;
    counts[member.severity]++;
  }
  const shown = members.toSorted(byWeight).slice(0, bundle.maxLines);
  return {
    id: bundle.id,
    kind: bundle.kind,
    severity: counts.critical > 0 ? 'critical' : counts.warning > 0 ? 'warning' : 'info',
    title: titleOf(bundle),
    since: members.reduce((least, { since }) => Math.min(least, since), now),
    at: now,
    counts,
    lines: shown.map((member) => ({ shortId: shortId(member.id), severity: member.severity, state: stateOf(member), title: member.title, at: member.at, count: member.count })),
    hidden: members.length - shown.length,
    ...(link === undefined ? {} : { link }),
    mention,
    drill: members.length > 0 && members.every(({ drill }) => drill),
  };
}

function rank({ severity }: Incident): number {
  return ALERT_SEVERITIES.indexOf(severity);
}

/** Size of what is to be said, in bytes. */
export function summarySize({ lines, title }: AlertSummary): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(plainText(line.title)) + 64, Buffer.byteLength(plainText(title)));
}
