import type { LogEvent } from '../contract/event.js';
import type { Plugin } from '../contract/plugin.js';
import type { Infer, JsonSchema } from '../contract/schema.js';
import { register, type TestFunction } from './check.js';
import type { ReceiverOnTrial } from './delivering.js';
import { eventItems } from './items.js';
import type { Peer } from './peer.js';
import { receiverChecks } from './receiver.js';
import type { TestContextOptions } from './test-context.js';

/** What the kit needs of a sink or an action. */
export interface ReceiverSubject<S extends JsonSchema, K extends 'sink' | 'action', P extends Peer, C extends Infer<S> = Infer<S>> {
  /** The author's own test function, of whatever runner; it is called once for each behaviour. */
  readonly test: TestFunction;
  readonly plugin: Plugin<S, K>;
  /** Makes a peer without starting it. Called several times for each check. */
  readonly peer: () => P;
  /** The config for a peer that was started, as `create` gets it. */
  readonly config: (peer: P) => C;
  /** A value that the config holds and that nothing may show. */
  readonly secret?: string;
  readonly context?: TestContextOptions;
}

/**
 * States the conformance tests of a sink: one call of `test` for each behaviour that core relies on.
 *
 *     testSink({ test, plugin, peer: () => new HttpPeer(), config: (peer) => ({ url: peer.url }) });
 *
 * What cannot be tried, because the peer lacks an ability or the sink offers nothing of the kind, is a test that passes and
 * says so in its name.
 */
export function testSink<S extends JsonSchema, P extends Peer, const C extends Infer<S>>(subject: ReceiverSubject<S, 'sink', P, C>): void {
  register(subject.test, receiverChecks(subject as unknown as ReceiverOnTrial<LogEvent>, 'sink', eventItems));
}
