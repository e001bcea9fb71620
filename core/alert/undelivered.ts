import type { AlertSeverity } from '../contract/alert.js';

/** In the place of a trigger: hushpipe's own alert about an action. No trigger of a config can have this name. */
export const UNDELIVERED = 'hushpipe undelivered';

/** Who is told that an action does not take alerts. */
export interface UndeliveredRule {
  readonly to: readonly string[];
  /** Milliseconds that an action may fail before somebody is told. */
  readonly after: number;
  readonly severity: AlertSeverity;
}
