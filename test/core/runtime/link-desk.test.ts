import * as assert from 'uvu/assert';
import type { Incident } from '../../../core/alert/incident.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import { Secret } from '../../../core/contract/secret.js';
import { AlertDesk } from '../../../core/runtime/alert-desk.js';
import { LinkDesk } from '../../../core/runtime/link-desk.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { AlertSim, incidentsOf } from '../../support/alert-sim.js';
import { suite } from '../../support/suite.js';
import { MINUTE, START } from '../../support/trigger-fixtures.js';

const test = suite('LinkDesk');

const HOUR = 60 * MINUTE;
const ANN = { by: 'ann', via: 'a test' };
const settings = { listen: '127.0.0.1:0', url: 'https://alerts.example.com', secret: new Secret('x'.repeat(32)), expires: 2 * HOUR };

interface Rig {
  readonly sim: AlertSim;
  readonly firing: string;
  readonly desk: LinkDesk;
  /** The token of the link for this that the message of the alert has now. */
  link(act: 'acknowledge' | 'silence' | 'resolve' | 'view' | 'useful' | 'noise'): string;
  pass(ms: number): void;
}

function open(alerts: object = {}): Rig {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }], alerts });
  const clock = new VirtualClock(START);
  const { entries, put, book } = sim;
  const shared = { book, clock, entries, put, guard: (text: string) => text };
  const alertDesk = new AlertDesk({ ...shared, onAct: () => {}, hasAction: () => true, linksOf: () => ({}) });
  const desk = new LinkDesk({ ...shared, desk: alertDesk, settings: () => settings });
  const firing = sim.fire('errors');
  return {
    sim, firing, desk,
    link: (act) => tokenOf(desk.linksOf(incidentsOf(sim)[0] as Incident)[act]),
    pass(ms) {
      sim.advance(ms);
      clock.step(ms);
    },
  };
}

const tokenOf = (address = ''): string => address.slice(address.lastIndexOf('/') + 1);

/** What the page of a link says of it, or why there is none. */
function stateOf(desk: LinkDesk, token: string): string {
  try {
    return desk.page(token).isOver ? 'over' : 'open';
  } catch (error) {
    return (error as HushpipeError).message;
  }
}

const refused = (work: () => unknown, why: string): void => assert.throws(work, (error: unknown) => error instanceof HushpipeError && error.code === 'ALERT_LINK_REFUSED' && error.message.includes(why));

test('an alert that fires for longer than a link holds has links that hold; those of its first message run out', () => {
  const { desk, link, pass } = open();
  const first = link('acknowledge');
  assert.is(link('acknowledge'), first, 'while nothing changes, neither does the link');
  for (let hour = 1; hour <= 5; hour++) {
    pass(HOUR);
    assert.equal([stateOf(desk, link('acknowledge')), stateOf(desk, link('silence')), stateOf(desk, link('resolve'))], ['open', 'open', 'open'], `${hour} h`);
  }
  assert.is(stateOf(desk, first), 'the link has expired');
  refused(() => desk.useSigned(first, ANN, ''), 'expired');
  const last = link('acknowledge');
  pass(59 * MINUTE);
  desk.useSigned(last, ANN, '');
});

test('a link holds as long as the config says after the last change, and no longer', () => {
  const { desk, link, pass, sim, firing } = open();
  pass(30 * MINUTE);
  sim.end(firing);
  const [vote, view] = [link('useful'), link('view')];
  pass(2 * HOUR - 1);
  assert.equal([stateOf(desk, vote), stateOf(desk, view)], ['open', 'over']);
  pass(1);
  assert.equal([stateOf(desk, vote), stateOf(desk, view)], ['the link has expired', 'the link has expired']);
  assert.is(link('useful'), vote, 'what is over gets no new ones');
});

test('a silence can be asked for again once it has ended, by the link of then; the one that was used is refused', () => {
  const { desk, link, pass, sim } = open();
  const used = link('silence');
  desk.useSigned(used, ANN, 'known');
  refused(() => desk.useSigned(used, ANN, 'known'), 'used before');
  pass(HOUR + MINUTE);
  assert.is(incidentsOf(sim)[0]?.silenced, undefined);
  refused(() => desk.useSigned(used, ANN, 'known'), 'used before');
  desk.useSigned(link('silence'), ANN, 'still known');
  assert.is(incidentsOf(sim)[0]?.silenced?.reason, 'still known');
});

test('a silence by a link lasts the hour that its button says, whatever others last, but no longer than any may', () => {
  for (const [silences, minutes] of [[{ default: '4h' }, 60], [{ default: '10m', max: '30m' }, 30]] as const) {
    const { desk, link, sim } = open({ silences });
    desk.useSigned(link('silence'), ANN, 'known');
    assert.is(incidentsOf(sim)[0]?.silenced?.until, START + minutes * MINUTE);
  }
});

test('a vote does not make new links: each is of use once', () => {
  const { desk, link, sim, firing, pass } = open();
  sim.end(firing);
  pass(MINUTE);
  const vote = link('noise');
  desk.use(vote, desk.page(vote).key, ANN, '');
  pass(MINUTE);
  assert.is(link('noise'), vote);
  refused(() => desk.use(vote, desk.page(vote).key, ANN, ''), 'used before');
});

test('what was held back for long has links that hold when it is told of', () => {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }], mute: [{ name: 'night', times: ['00:00-06:00'] }] });
  sim.fire('errors');
  sim.advance(6 * HOUR);
  assert.equal(sim.words, ['21600s chat post fired']);
  assert.is(incidentsOf(sim)[0]?.updatedAt, START + 6 * HOUR);
});

test('the page of a message that stands for many links to its alerts for as long as it holds itself', () => {
  const { desk, pass, sim, firing } = open();
  for (let index = 0; index < 20; index++) sim.fire('errors', { key: { index } });
  pass(MINUTE);
  const bundle = incidentsOf(sim).map(({ messages }) => messages['chat']?.bundle).find((id) => id !== undefined) ?? '';
  for (const { firings: [each] } of incidentsOf(sim)) if (each !== undefined && each[0] !== firing) sim.end(each[0]);
  pass(5 * HOUR);
  const token = tokenOf(desk.listLinkOf({ id: bundle, since: START }));
  const tokens = desk.list(token)?.lines.map(({ link }) => tokenOf(link)) ?? [];
  assert.ok(tokens.length > 10);
  pass(HOUR);
  assert.equal([...new Set(tokens.map((each) => stateOf(desk, each)))], ['over'], 'there is nothing to do on these pages');
  pass(HOUR);
  assert.equal([...new Set(tokens.map((each) => stateOf(desk, each)))], ['the link has expired']);
});

test.run();
