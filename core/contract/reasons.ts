/**
 * Why an event, a notice or a delivery did not simply go through. Every drop, suppression, truncation and retry records
 * one of these; metrics, `top` and tests read that one record. A retired reason is never reused.
 */
export const REASONS = {
  transform_drop: 'a drop transform matched',
  transform_sample: 'a sample transform left it out',
  transform_dedupe: 'a dedupe transform saw the same event before',
  transform_throttle: 'a throttle transform was over its rate',
  transform_custom: 'a transform of a plugin left it out',
  module_level: 'below the level of its module',
  module_sample: 'left out by the sampling of its module',
  unrouted: 'no route leads it to a sink',
  queue_full_drop_oldest: 'the queue was full and let its oldest go',
  queue_full_drop_newest: 'the queue was full and refused the newest',
  refused: 'the destination refused it for good',
  expired: 'retried for longer than retry.max_age',
  undelivered_at_stop: 'still queued when the time to stop ran out',
  throttled: 'a notice held back by throttle',
  suppressed: 'a notice kept back while a suppress trigger asks for quiet',
  dry_run: 'a notice of a trigger that says dry_run',
  oversize_line: 'cut to max_line',
  unlogged: 'a logger could not make a line of it',
  malformed: 'not valid in the format of its source, kept as text',
  unscanned: 'a redaction rule failed or overran its budget, so the event was replaced',
  unsealed: 'a value that was to be encrypted was masked, as no person was named or no key could be made',
  retry: 'delivered again after a retryable failure',
  late: 'came after its window had closed',
  time_ahead: 'stated a time more than 5 minutes ahead, so its arrival counted instead',
  duplicate: 'the same event had been counted before',
  muted: 'an alert that fired while a mute interval held',
  inhibited: 'an alert that followed from another one that fired',
  silenced: 'an alert that somebody had silenced',
  quiet_hours: 'an alert that was held back until the quiet hours were over',
  grouped: 'an alert that shares its message with others of its group',
  storm: 'an alert that shares its message with others, because there were too many',
  state_full: 'trigger state reached its cap and let its stalest key go',
} as const;
export type Reason = keyof typeof REASONS;
