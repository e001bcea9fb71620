/** `hushpipe/testing`: what a plugin's author needs to test a plugin. */
export { testSink, type ReceiverSubject } from './sink.js';
export { testAction } from './action.js';
export { testSource, type SourceSubject } from './source.js';
export { testTransform, type TransformSubject } from './transform.js';
export type { TestFunction } from './check.js';
export type { Answer, Peer, PeerAbilities } from './peer.js';
export { HttpPeer, type HttpPeerAnswer, type HttpPeerOptions, type HttpPeerRequest } from './http-peer.js';
export type { Feed, FeedAbilities } from './feed.js';
export { testPipeline, type TestPipeline, type TestPipelineOptions } from './test-pipeline.js';
export type { CapturedEvent, CapturedMessage, CapturedTransition } from './captured.js';
export { VirtualClock } from './virtual-clock.js';
export { testContext, TestContext, type RecordedLog, type TestContextOptions } from './test-context.js';
export { makeEvents, type EventInput, type MakeEventsOptions } from './make-events.js';
export { makeAlert, makeAlertDelivery } from './make-alert.js';
