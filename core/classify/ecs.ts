import type { LogEvent } from '../contract/event.js';
import { owaspMeaning } from './owasp.js';
import { TAG_FIELD } from './tag.js';

/** The four fields by which the Elastic Common Schema sorts events: https://www.elastic.co/guide/en/ecs/current/ecs-allowed-values-event-kind.html */
export interface EcsEvent {
  readonly kind: 'event' | 'alert';
  readonly category: readonly string[];
  readonly type: readonly string[];
  readonly outcome: 'success' | 'failure' | 'unknown';
}

/** Where events state what they are called. */
export const EVENT_NAMES: readonly string[] = ['event', 'event.action', 'event_name'];

const MEANT_BY: readonly string[] = [TAG_FIELD, ...EVENT_NAMES];

/**
 * The event in ECS's words, for who writes it to Elasticsearch or a SIEM: by its tag or its name where that is of OWASP's
 * vocabulary, else by its class. Undefined for a normal event of another name. An attack that an application saw is an `alert`.
 */
export function ecsEvent(event: Pick<LogEvent, 'get' | 'class'>): EcsEvent | undefined {
  for (const field of MEANT_BY) {
    const name = event.get(field);
    const meaning = typeof name === 'string' ? owaspMeaning(name) : undefined;
    if (meaning !== undefined) return { kind: meaning.type.includes('indicator') ? 'alert' : 'event', category: meaning.category, type: meaning.type, outcome: meaning.outcome ?? 'unknown' };
  }
  if (event.class === 'normal') return undefined;
  return { kind: 'event', category: event.class === 'audit' ? ['configuration'] : ['intrusion_detection'], type: ['info'], outcome: 'unknown' };
}
