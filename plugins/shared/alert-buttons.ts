import type { Alert, AlertSummary, IncidentState } from '../../core/contract/alert.js';

export interface MessageButton {
  /** Unique within a message. */
  readonly id: 'acknowledge' | 'silence' | 'useful' | 'noise' | 'view' | 'runbook';
  readonly label: string;
  /** http or https. Of all but `view` and `runbook`: signed and expiring; opening it shows a page and changes nothing. */
  readonly url: string;
  /** What most people will want to press. */
  readonly primary: boolean;
  /** What is asked before it acts, where a target can ask. */
  readonly confirm?: string;
}

/** States in which somebody may still take it over, or have it kept quiet. */
const OPEN: ReadonlySet<IncidentState> = new Set(['firing', 'escalated', 'reopened']);

/** The buttons of an alert in their order: those whose address is there, can be linked and has at most `maxUrl` characters. */
export function alertButtons(alert: Alert, maxUrl: number): readonly MessageButton[] {
  const { links, state, runbook } = alert;
  const open = OPEN.has(state);
  const isOver = state === 'resolved';
  return linked(maxUrl, [
    { id: 'acknowledge', label: 'Acknowledge', url: open ? links.acknowledge : undefined, primary: true },
    { id: 'silence', label: 'Silence 1 h', url: open || state === 'acknowledged' ? links.silence : undefined, primary: false, confirm: 'Nothing more is sent about this for one hour, unless it is resolved.' },
    { id: 'useful', label: 'Useful', url: isOver ? links.useful : undefined, primary: false },
    { id: 'noise', label: 'Noise', url: isOver ? links.noise : undefined, primary: false },
    { id: 'view', label: 'View logs', url: links.view, primary: false },
    { id: 'runbook', label: 'Runbook', url: runbook, primary: false },
  ]);
}

export function summaryButtons({ link }: AlertSummary, maxUrl: number): readonly MessageButton[] {
  return linked(maxUrl, [{ id: 'view', label: 'View all', url: link, primary: true }]);
}

type Offered = Omit<MessageButton, 'url'> & { readonly url: string | undefined };

function linked(maxUrl: number, offered: readonly Offered[]): readonly MessageButton[] {
  return offered.flatMap(({ url, ...button }) => (isLink(url, maxUrl) ? [{ ...button, url }] : []));
}

function isLink(url: string | undefined, max: number): url is string {
  return url !== undefined && url.length <= max && /^https?:\/\/[\x21-\x7e]+$/i.test(url) && URL.canParse(url);
}
