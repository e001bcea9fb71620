import { shortId } from '../alert/short-id.js';
import { systemClock } from '../contract/clock.js';
import type { JsonObject } from '../contract/json.js';
import { Replay } from '../runtime/replay.js';
import { askControl } from '../server/control-client.js';
import type { Transition } from '../trigger/transition.js';
import type { Command } from './command.js';
import { findDataDir } from './config-file.js';
import { dataFiles } from './data-files.js';
import { EventReading } from './event-reading.js';
import { EXIT } from './exit-code.js';
import { alertStepLine, liveAlertText } from './explain-live.js';
import { guardedOutput } from './guarded-output.js';
import { replayTriggers } from './replay-subject.js';

const TIMEOUT = 10_000;

/** Says how an alert came about, by its id or the six characters that people see: from stored events, or as far as the running hushpipe remembers. */
export const explainAlert: Command = async ({ flags, args: [, id = ''], output }) => {
  if (flags.texts('data').length === 0) {
    const answer = await askControl(await findDataDir(flags), 'explain', { alert: id }, { clock: systemClock, timeout: TIMEOUT }) as JsonObject;
    if (flags.is('json')) output.out(`${JSON.stringify(answer, undefined, 2)}\n`);
    else output.out(liveAlertText(answer) ?? '');
    return found(liveAlertText(answer) !== undefined, id, output.err);
  }
  const { all, config } = await replayTriggers(flags, [], undefined);
  const steps: Transition[] = [];
  const replay = new Replay({
    triggers: all.map((trigger) => trigger.config).filter(({ enabled }) => enabled),
    real: systemClock,
    onTransition: (transition) => {
      if (transition.id === id || shortId(transition.id) === id) steps.push(transition);
    },
    onReason: () => {},
  });
  const reading = new EventReading(await dataFiles('data', flags.texts('data')), config, flags);
  for await (const { events } of reading.batches(() => `${reading.read} events`)) replay.take(events);
  const out = guardedOutput(output, config);
  if (flags.is('json')) {
    out(`${JSON.stringify(steps.map(({ samples, ...step }) => ({ ...step, samples: samples.map((event) => event.toJSON()) })), undefined, 2)}\n`);
  } else {
    for (const step of steps) out(`${alertStepLine({ ...step, held_back: step.heldBack })}${step.samples.map((event) => `    ${event.line()}\n`).join('')}`);
    const loaded = all.find((trigger) => trigger.config.name === steps[0]?.trigger);
    if (loaded !== undefined) out(`see ${loaded.place.file}:${loaded.place.line}; hushpipe explain trigger ${steps[0]?.trigger} says more\n`);
  }
  return found(steps.length > 0, id, output.err);
};

function found(isFound: boolean, id: string, err: (text: string) => void): number {
  if (isFound) return EXIT.ok;
  err(`hushpipe: nothing is known of an alert ${JSON.stringify(id)}\nIts id stands in the alert; give the events that led to it with --data.\n`);
  return EXIT.failed;
}
