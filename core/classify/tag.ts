/**
 * Where an event has its tag: a field of its own, so that it is kept wherever the event is, and conditions, templates, sinks and
 * stored events find it as any other. An event without one costs nothing.
 */
export const TAG_FIELD = 'class_tag';
