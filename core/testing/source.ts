import type { Plugin, Source } from '../contract/plugin.js';
import type { Infer, JsonSchema } from '../contract/schema.js';
import { register, type Check, type TestFunction } from './check.js';
import { descriptionCheck } from './description.js';
import type { Feed } from './feed.js';
import { lifecycleChecks } from './lifecycle.js';
import type { Subject } from './rig.js';
import { secrecyCheck } from './secrecy.js';
import { sourceBehaviours } from './source-behaviours.js';
import { sourceExercise } from './source-run.js';
import type { TestContextOptions } from './test-context.js';

export interface SourceSubject<S extends JsonSchema, F extends Feed, C extends Infer<S> = Infer<S>> {
  readonly test: TestFunction;
  readonly plugin: Plugin<S, 'source'>;
  /** Makes a feed without starting it. Called several times for each check. */
  readonly peer: () => F;
  /** The config for a feed that was started, as `create` gets it. */
  readonly config: (peer: F) => C;
  /** A value that the config holds and that nothing may show. */
  readonly secret?: string;
  readonly context?: TestContextOptions;
}

/** States the conformance tests of a source, as `testSink` does for sinks. Its clock goes on while the kit waits for records. */
export function testSource<S extends JsonSchema, F extends Feed, const C extends Infer<S>>(subject: SourceSubject<S, F, C>): void {
  register(subject.test, sourceChecks(subject as unknown as Subject<Source, Feed>));
}

function sourceChecks(subject: Subject<Source, Feed>): readonly Check[] {
  const exercise = sourceExercise();
  return [
    descriptionCheck(subject, 'source'),
    ...lifecycleChecks(subject, exercise),
    ...sourceBehaviours(subject),
    secrecyCheck(subject, exercise),
  ];
}
