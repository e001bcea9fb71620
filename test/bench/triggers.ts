/**
 * What it costs to find the triggers that an event is for, with the index and without, in one run:
 *
 *   node dist/test/bench/triggers.js [rounds]
 *
 * Events are objects that are read already: what it takes to decode a line is the same for both ways, and shown apart. The
 * Sigma rules and their real events are those of the external vectors; without them that part is left out. Both ways are
 * held against each other before anything is timed. Times are of the processor. Exits with 1 where a bar is missed.
 */
import { compileCondition, type Condition } from '../../core/condition/condition.js';
import type { FieldReader } from '../../core/condition/compile.js';
import type { JsonObject } from '../../core/contract/json.js';
import { loadSigma } from '../../core/sigma/load.js';
import { FieldCache } from '../../core/trigger/field-cache.js';
import { TriggerIndex } from '../../core/trigger/trigger-index.js';
import { makeEvents } from '../../core/testing/make-events.js';
import { readerOf, vectorLines, vectorText } from '../conformance/sigma-vectors.js';
import { median } from './support/measure.js';
import { seededRandom } from '../../core/cli/demo/seeded-random.js';

const rounds = Number(process.argv[2] ?? 3);
/** Milliseconds of work for each figure of a round. */
const SHARE = 400;

interface Task {
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly events: readonly FieldReader[];
  readonly ways: readonly Way[];
}

type Way = 'indexed' | 'naive';
/** Events a second, by task and way. */
type Rates = ReadonlyMap<string, number>;

const tasks: readonly Task[] = [...sigmaTasks(), ...appTasks(), ...exactTasks()];
for (const task of tasks) compareWays(task);
const rates = measure();
console.log(`medians of ${rounds}, one thread, Node ${process.version}\n`);
for (const [name, rate] of rates) console.log(`${name.padEnd(34)} ${Math.round(rate).toLocaleString('en').padStart(12)} events/s`);
console.log(`\n${'ratio'.padEnd(48)} ${'measured'.padStart(10)} ${'bar'.padStart(8)}`);
const results = [
  bar('3,640 Sigma rules: indexed / naive', ratio('sigma 3640 indexed', 'sigma 3640 naive'), 100),
  bar('3,640 Sigma rules: indexed, events/s', rates.get('sigma 3640 indexed'), 10_000),
  bar('1,000 app triggers / 10', ratio('app 1000 indexed', 'app 10 indexed'), 0.2),
  bar('1,000 app triggers: indexed / naive', ratio('app 1000 indexed', 'app 1000 naive'), 30),
  bar('10,000 exact-match triggers / 1', ratio('exact 10000 indexed', 'exact 1 indexed'), 0.5),
];
if (results.includes(false)) process.exitCode = 1;

function bar(name: string, measured: number | undefined, least: number): boolean {
  if (measured === undefined || Number.isNaN(measured)) return true;
  const digits = measured < 10 ? 2 : 0;
  console.log(`${name.padEnd(48)} ${measured.toFixed(digits).padStart(10)} ${`≥ ${least}`.padStart(8)}  ${measured >= least ? 'ok' : 'FAIL'}`);
  return measured >= least;
}

function ratio(a: string, b: string): number {
  return (rates.get(a) ?? Number.NaN) / (rates.get(b) ?? Number.NaN);
}

/** Every way in turn, round by round, so that what else the machine does falls on all alike. */
function measure(): Rates {
  const runs = tasks.flatMap((task) => task.ways.map((way) => ({ name: `${task.name} ${way}`, run: runner(task, way), events: task.events.length })));
  const figures = new Map(runs.map(({ name }): [string, number[]] => [name, []]));
  for (const { run } of runs) run();
  for (let round = 0; round < rounds; round++) {
    for (const { name, run, events } of runs) {
      const before = process.cpuUsage().user;
      let passes = 0;
      let spent = 0;
      while (spent < SHARE * 1000) {
        run();
        passes++;
        spent = process.cpuUsage().user - before;
      }
      figures.get(name)?.push((passes * events) / (spent / 1e6));
    }
  }
  return new Map([...figures].map(([name, values]) => [name, median(values)]));
}

/** Goes once over the events; gives how many conditions they met in all. */
function runner({ conditions, events }: Task, way: Way): () => number {
  const fields = new FieldCache(conditions.flatMap((condition) => condition.fields));
  const index = new TriggerIndex(conditions);
  return () => {
    let met = 0;
    for (const event of events) {
      fields.turnTo(event);
      if (way === 'indexed') met += index.matching(fields).length;
      else for (const condition of conditions) if (condition.matches(fields)) met++;
    }
    return met;
  };
}

function compareWays(task: Task): void {
  const [indexed, naive] = [runner(task, 'indexed')(), runner(task, 'naive')()];
  if (indexed !== naive) throw new Error(`${task.name}: ${indexed} with the index, ${naive} without`);
}

function sigmaTasks(): readonly Task[] {
  const rules = vectorText('sigma', 'sigmahq-rules-3640.yml.gz');
  const labelled = vectorText('sigma', 'events-real-and-mutated-3332.jsonl.gz');
  if (rules === undefined || labelled === undefined) return [];
  const real = vectorLines<{ readonly mut: string; readonly event: JsonObject }>(labelled).filter(({ mut }) => mut === 'none');
  const conditions = loadSigma([{ name: 'sigmahq.yml', text: rules }]).rules.map(({ condition }) => condition);
  const name = `sigma ${conditions.length}`;
  return [
    { name, conditions, events: real.map(({ event }) => readerOf(event)), ways: ['indexed', 'naive'] },
    { name: `${name}, lines`, conditions, events: makeEvents(real.map(({ event }) => event)), ways: ['indexed'] },
  ];
}

/** Triggers as people write them: a service, a level, and words in the message or the start of a path. */
function appTasks(): readonly Task[] {
  const random = seededRandom(5);
  const whens = Array.from({ length: 1000 }, (_, id) => [
    { service: `service-${id % 50}`, event: `failed_${id}` },
    { 'level|gte': 'error', 'message|contains': `cannot reach backend ${id}` },
    { 'http.path|startswith': `/api/v${id % 7}/resource-${id}/`, 'http.status|gte': 500 },
    { service: [`service-${id % 50}`, `service-${(id + 1) % 50}`], 'message|re': `timeout of worker-${id} after \\d+ms` },
  ][id % 4]);
  const objects = Array.from({ length: 1000 }, (): JsonObject => {
    const id = Math.floor(random() * 4000);
    return { time: '2026-03-01T09:00:00Z', level: id % 3 === 0 ? 'error' : 'info', service: `service-${id % 60}`, event: `failed_${id}`, message: `cannot reach backend ${id} from worker-${id % 97}`, 'http.path': `/api/v${id % 7}/resource-${id}/items`, 'http.status': 200 + (id % 400), user: `user-${id % 500}`, trace_id: `${id}-${Math.floor(random() * 1e9)}` };
  });
  const [ten, thousand] = [10, 1000].map((count) => whens.slice(0, count).map(conditionOf));
  return [
    { name: 'app 10', conditions: ten ?? [], events: objects.map(readerOf), ways: ['indexed'] },
    { name: 'app 1000', conditions: thousand ?? [], events: objects.map(readerOf), ways: ['indexed', 'naive'] },
    { name: 'app 1000, lines', conditions: thousand ?? [], events: makeEvents(objects), ways: ['indexed'] },
  ];
}

function exactTasks(): readonly Task[] {
  const events = Array.from({ length: 1000 }, (_, id) => readerOf({ time: '2026-03-01T09:00:00Z', level: 'info', message: 'signed in', user: `user-${id * 37}` }));
  return [1, 10_000].map((count) => ({ name: `exact ${count}`, conditions: Array.from({ length: count }, (_, id) => conditionOf({ user: `user-${id}` })), events, ways: ['indexed'] }));
}

function conditionOf(when: unknown): Condition {
  const { condition, problems } = compileCondition(when);
  if (condition === undefined) throw new Error(JSON.stringify(problems));
  return condition;
}
