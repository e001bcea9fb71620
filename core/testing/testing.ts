/** `hushpipe/testing`: what a plugin's author needs to test a plugin. */
export { VirtualClock } from './virtual-clock.js';
export { testContext, TestContext, type RecordedLog, type TestContextOptions } from './test-context.js';
export { makeEvents, type EventInput, type MakeEventsOptions } from './make-events.js';
export { makeAlert, makeAlertDelivery } from './make-alert.js';
