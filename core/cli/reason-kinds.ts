import type { Reason } from '../contract/reasons.js';

/** Whether what is counted under a reason went no further because of it, or went on and was only noted. */
export const REASON_KINDS: Readonly<Record<Reason, 'lost' | 'noted'>> = {
  transform_drop: 'lost',
  transform_sample: 'lost',
  transform_dedupe: 'lost',
  transform_throttle: 'lost',
  transform_custom: 'lost',
  module_level: 'lost',
  module_sample: 'lost',
  unrouted: 'lost',
  queue_full_drop_oldest: 'lost',
  queue_full_drop_newest: 'lost',
  refused: 'lost',
  expired: 'lost',
  undelivered_at_stop: 'lost',
  unlogged: 'lost',
  throttled: 'noted',
  oversize_line: 'noted',
  malformed: 'noted',
  unscanned: 'noted',
  retry: 'noted',
  late: 'noted',
  time_ahead: 'noted',
  duplicate: 'noted',
  state_full: 'noted',
};
