import type { LogEvent } from '../contract/event.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import { Funnel } from '../trigger/funnel.js';
import { bestLine, funnelLines, lostLines } from '../trigger/funnel-text.js';
import { formatDuration } from '../alert/duration.js';
import type { TestConfig } from '../../schemas/test.js';
import type { Coverage } from './coverage.js';
import { failureOf } from './expectations.js';
import { momentsOf } from './given.js';
import { rehearse, type TestPipeline } from './test-pipeline.js';

/** An expectation that was not met. */
export interface TestFailure {
  /** Index in `expect:`. */
  readonly expectation: number;
  /** What was expected, what happened, and how near it came. */
  readonly lines: readonly string[];
}

/** Longest that a test looks on for something that is expected at no stated time: a day. */
const LOOK_AHEAD = 86_400_000;

/** Runs one test of a config on a clock of its own. Resolves with what was not as expected. */
export async function runTest(config: LoadedConfig, test: TestConfig, coverage?: Coverage): Promise<readonly TestFailure[]> {
  const start = Date.parse(test.start);
  const seen: LogEvent[] = [];
  const pipeline = await rehearse(config, {
    start,
    onEvents: (events) => {
      seen.push(...events);
      coverage?.take(events);
    },
  });
  try {
    await play(pipeline, test, start);
    for (const { trigger, kind } of pipeline.transitions) if (kind === 'fired') coverage?.fired(trigger);
    const finished = { ...pipeline, config, start, whyNot: (trigger: string, group: Readonly<Record<string, string>>) => whyNot(config, trigger, group, seen, start) };
    return test.expect.flatMap((expected, expectation) => {
      const lines = failureOf(expected, finished);
      return lines === undefined ? [] : [{ expectation, lines }];
    });
  } finally {
    await pipeline.close();
  }
}

async function play(pipeline: TestPipeline, test: TestConfig, start: number): Promise<void> {
  const { clock } = pipeline;
  const moments = momentsOf(test.given, start);
  const end = test.until ?? Math.max(0, moments.at(-1)?.at ?? 0, ...test.expect.flatMap(({ at, before, after }) => [at ?? 0, before ?? 0, after ?? 0]));
  for (const { at, source, inputs } of moments) {
    if (at > end) break;
    await clock.advance(at - clock.monotonic());
    await pipeline.emit(inputs, source === undefined ? {} : { source });
  }
  // What falls due at the end does so when that millisecond is over.
  await pipeline.advance(Math.max(0, end + 1 - clock.monotonic()));
  if (test.until !== undefined) return;
  // What is expected some time is waited for, from one timer to the next.
  while (test.expect.some((expected) => isAwaited(expected, pipeline)) && clock.monotonic() < end + LOOK_AHEAD) {
    const { untilNext } = clock;
    if (untilNext === undefined) return;
    await pipeline.advance(untilNext);
  }
}

function isAwaited({ fired, resolved, at, before, after, times }: TestConfig['expect'][number], { transitions }: TestPipeline): boolean {
  const trigger = fired ?? resolved;
  if (trigger === undefined || at !== undefined || before !== undefined || times !== undefined || after !== undefined) return false;
  return !transitions.some((transition) => transition.trigger === trigger && transition.kind === (fired === undefined ? 'resolved' : 'fired'));
}

function whyNot(config: LoadedConfig, name: string, group: Readonly<Record<string, string>>, events: readonly LogEvent[], start: number): readonly string[] {
  const trigger = config.triggers.find((each) => each.config.name === name);
  if (trigger === undefined) return [];
  if (!trigger.config.enabled) return ['it is not enabled'];
  const funnel = new Funnel(trigger.config, group);
  for (const event of events) funnel.take(event);
  const reading = funnel.read();
  const best = bestLine(reading.best, (ms) => (ms === start ? '0s' : formatDuration(ms - start)));
  return [...funnelLines(reading, group), ...(best === undefined ? [] : [best]), ...lostLines(reading)];
}
