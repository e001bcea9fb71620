import type { Reason } from '../contract/reasons.js';

/** Reasons for which an event left the pipeline other than through a sink. All others were only noted: the event went on. */
export const LOSSES: ReadonlySet<Reason> = new Set<Reason>([
  'transform_drop',
  'transform_sample',
  'transform_dedupe',
  'transform_throttle',
  'transform_custom',
  'module_level',
  'module_sample',
  'unrouted',
  'queue_full_drop_oldest',
  'queue_full_drop_newest',
  'refused',
  'expired',
  'undelivered_at_stop',
]);
