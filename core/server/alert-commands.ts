import { RENDERED_STATES } from '../alert/state-delivery.js';
import { parseDuration } from '../config/units.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Actor } from '../runtime/alert-desk.js';
import type { IncidentRunner } from '../runtime/incident-runner.js';
import type { ControlHandler } from './control-socket.js';

/**
 * The commands of the control socket about alerts. `alerts` gives those of the pipeline that runs, or throws. What an answer tells
 * is on disk.
 */
export function alertCommands(alerts: () => IncidentRunner): Readonly<Record<'alerts' | 'silence' | 'drill' | 'render', ControlHandler>> {
  const answer = (work: (runner: IncidentRunner, args: Arguments) => JsonValue | Promise<JsonValue>): ControlHandler => async (args) => {
    const runner = alerts();
    const result = await work(runner, new Arguments(args));
    await runner.flushed();
    return result;
  };
  return {
    alerts: answer(({ desk }, args) => {
      switch (args.text('do')) {
        case 'list': return desk.list(args.is('all'));
        case 'show': return desk.show(args.text('id'));
        case 'ack': return desk.acknowledge(args.text('id'), args.actor());
        case 'resolve': return desk.resolve(args.text('id'), args.actor());
        case 'useful': return desk.vote(args.text('id'), 'useful', args.actor());
        case 'noise': return desk.vote(args.text('id'), 'noise', args.actor());
        case 'report': return desk.report();
        default: throw new HushpipeError('CLI_USAGE', 'alerts can list, show, ack, resolve, useful, noise, report');
      }
    }),
    silence: answer(({ desk }, args) => {
      const length = args.duration('for');
      const request = { reason: args.text('reason', ''), ...(length === undefined ? {} : { for: length }) };
      switch (args.text('do')) {
        case 'list': return desk.silences(args.is('all'));
        case 'expire': return desk.expire(args.text('id'), args.actor());
        case 'add': return args.has('alert') ? desk.silenceAlert(args.text('alert'), request, args.actor()) : desk.silence({ ...request, match: args.value('match') }, args.actor());
        default: throw new HushpipeError('CLI_USAGE', 'silence can add, list and expire');
      }
    }),
    drill: answer(({ desk }, args) => desk.drill(args.text('trigger'), args.has('to') ? args.text('to') : undefined, args.actor())),
    render: answer((runner, args) => {
      const state = args.text('state', 'firing');
      if (!RENDERED_STATES.includes(state)) throw new HushpipeError('CLI_USAGE', `there is no state ${JSON.stringify(state)}; there are ${RENDERED_STATES.join(', ')}`);
      return runner.render(args.text('target'), args.text('alert'), state) ?? null;
    }),
  };
}

/** What came with a request, checked as it is asked for. Throws CLI_USAGE. */
class Arguments {
  readonly #args: JsonObject;

  constructor(args: JsonObject) {
    this.#args = args;
  }

  has(name: string): boolean {
    return this.#args[name] !== undefined;
  }

  is(name: string): boolean {
    return this.#args[name] === true;
  }

  value(name: string): JsonValue {
    return this.#args[name] ?? null;
  }

  text(name: string, missing?: string): string {
    const value = this.#args[name] ?? missing;
    if (typeof value !== 'string') throw new HushpipeError('CLI_USAGE', `${name} is missing`);
    return value;
  }

  duration(name: string): number | undefined {
    if (!this.has(name)) return undefined;
    const ms = parseDuration(this.text(name));
    if (ms === undefined) throw new HushpipeError('CLI_USAGE', `${name} is no duration such as 30m or 2h`);
    return ms;
  }

  actor(): Actor {
    return { by: this.text('by', 'somebody'), via: 'command line' };
  }
}
