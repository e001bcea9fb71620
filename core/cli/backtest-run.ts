import { systemClock } from '../contract/clock.js';
import type { LogEvent } from '../contract/event.js';
import { FiringRecord, type TriggerReading } from '../runtime/firing-record.js';
import { Replay } from '../runtime/replay.js';
import type { Share } from '../runtime/stored-events.js';
import { correlationFor } from '../trigger/compiled.js';
import { outlineOf } from '../trigger/outline.js';
import type { TriggerConfig } from '../../schemas/trigger.js';

/** What one set of triggers did. */
export interface RunReading {
  readonly matched: number;
  readonly reading: TriggerReading;
}

/** One set of triggers over the events, with a record of what those did that are asked about. */
export class BacktestRun {
  readonly #replay: Replay;
  readonly #triggers: readonly TriggerConfig[];
  readonly #records: ReadonlyMap<string, FiringRecord>;
  #fired = 0;

  /** @param asked names of the triggers that are asked about; others are there because these depend on them */
  constructor(triggers: readonly TriggerConfig[], asked: ReadonlySet<string>) {
    const records = new Map(triggers.filter(({ name }) => asked.has(name)).map((trigger) => [trigger.name, new FiringRecord(outlineOf(trigger).kind !== 'match')]));
    this.#triggers = triggers;
    this.#records = records;
    this.#replay = new Replay({
      triggers,
      real: systemClock,
      onTransition: (transition) => {
        const record = records.get(transition.trigger);
        record?.add(transition);
        if (record !== undefined && transition.kind === 'fired' && transition.repeat === 0) this.#fired++;
      },
      onReason: (reason, trigger) => records.get(trigger)?.count(reason),
    });
  }

  get fired(): number {
    return this.#fired;
  }

  take(events: readonly LogEvent[], share?: Share): void {
    this.#replay.take(events, share);
  }

  read(trigger: string): RunReading | undefined {
    const record = this.#records.get(trigger);
    return record === undefined ? undefined : { matched: this.#matchesOf(trigger), reading: record.read() };
  }

  /** Of a correlation, the matches of its rules. */
  #matchesOf(name: string): number {
    const trigger = this.#triggers.find((each) => each.name === name);
    const rules = trigger === undefined ? undefined : correlationFor(trigger)?.rules;
    return rules === undefined ? this.#replay.matched.get(name) ?? 0 : rules.reduce((sum, rule) => sum + this.#matchesOf(rule), 0);
  }
}
