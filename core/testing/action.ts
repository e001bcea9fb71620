import type { AlertDelivery } from '../contract/alert.js';
import type { Infer, JsonSchema } from '../contract/schema.js';
import { register } from './check.js';
import type { ReceiverOnTrial } from './delivering.js';
import { alertItems } from './items.js';
import type { Peer } from './peer.js';
import { receiverChecks } from './receiver.js';
import type { ReceiverSubject } from './sink.js';

/** States the conformance tests of an action, as `testSink` does for sinks. What its peer receives must show the title of each alert. */
export function testAction<S extends JsonSchema, P extends Peer, const C extends Infer<S>>(subject: ReceiverSubject<S, 'action', P, C>): void {
  register(subject.test, receiverChecks(subject as unknown as ReceiverOnTrial<AlertDelivery>, 'action', alertItems));
}
