import type { AlertCause } from '../../core/contract/alert.js';
import type { Notice } from './card.js';

/** When somebody is to come: it began, it began again, or nobody came. */
const CALLING: ReadonlySet<AlertCause> = new Set(['fired', 'escalated', 'reopened']);

/**
 * Whom a message calls, in the target's own form: what the alert says, else what the action is configured with where
 * somebody is to come. Undefined for edits and replies, which call nobody.
 */
export function calledBy({ content, cause, form }: Notice, configured: string | undefined): string | undefined {
  if (form === 'edit' || form === 'reply') return undefined;
  const { mention } = 'alert' in content ? content.alert : content.summary;
  return mention ?? (CALLING.has(cause) ? configured : undefined);
}
