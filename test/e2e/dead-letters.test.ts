import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.js';
import { CONFIG, Workspace } from './workspace.js';

interface Here {
  work: Workspace;
}

const test = suite<Here>('hushpipe dlq replay', { work: undefined as unknown as Workspace });

/** Numbers of the events that the server took, and the keys of its requests. */
let taken: number[] = [];
let keys: unknown[] = [];
let status = 200;
const server: Server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  }).on('end', () => {
    if (status === 200) taken.push(...body.trimEnd().split('\n').map((line) => (JSON.parse(line) as { readonly n: number }).n));
    keys.push(request.headers['idempotency-key']);
    response.writeHead(status).end();
  });
});

/** What every test begins with: ten events that the server refused. */
let refused: Workspace;
test.before(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  status = 400;
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  refused = await Workspace.make(`${CONFIG}  http: { type: webhook, url: '${address}', allow_private: true, batch: { max_events: 4, max_wait: 0ms } }
transforms:
  - { type: sample, rate: 1 }
triggers:
  - { name: all, when: { message: hello }, throttle: { every: 1h }, alert: hook }
actions:
  hook: { type: webhook, url: '${address}/alert', allow_private: true, dead_letters: false }
`);
  await refused.log(10);
  await refused.hushpipe(['run', '--once']);
});
test.after(async () => {
  await refused.remove();
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
});
test.before.each(async (here) => {
  taken = [];
  keys = [];
  status = 400;
  here.work = await refused.copy();
});
test.after.each(({ work }) => work.remove());

test('sends what was refused to its sink again, to no other and past the triggers', async ({ work }) => {
  status = 200;
  const counted = await readFile(join(work.folder, '.hushpipe', 'triggers.json'), 'utf8');
  const { code, stdout, stderr } = await work.hushpipe(['dlq', 'replay', 'http']);
  assert.is(code, 0, stderr);
  assert.is(stdout, 'sinks.http: 10 letters, 10 delivered, 0 refused again\n');
  assert.equal(taken, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.is((await work.delivered()).length, 10);
  assert.is(await readFile(join(work.folder, '.hushpipe', 'triggers.json'), 'utf8'), counted);
  assert.is((await work.ask('dlq', 'list')).stdout, '');
  assert.match((await work.ask('dlq', 'replay', 'http')).stdout, '0 letters');
});

test('keeps what is refused again', async ({ work }) => {
  const { code, stdout } = await work.hushpipe(['dlq', 'replay', 'sinks.http', '--json']);
  assert.is(code, 1);
  assert.equal(JSON.parse(stdout), { instance: 'sinks.http', letters: 10, delivered: 0, refused: 10 });
  assert.match((await work.ask('dlq', 'list')).stdout, /^sinks\.http +10 /m);
  assert.equal(await readdir(join(work.folder, '.hushpipe', 'dead-letters', 'replay')), []);
});

test('repeats a replay that was interrupted, with the same events', async ({ work }) => {
  status = 503;
  keys = [];
  const asked = new Promise((resolve) => {
    server.once('request', resolve);
  });
  const cli = work.spawn(['dlq', 'replay', 'http']);
  await asked;
  cli.kill('SIGKILL');
  await cli.result();
  assert.match((await work.ask('dlq', 'list')).stderr, 'a replay was interrupted: `hushpipe dlq replay` repeats that of sinks.http');
  const [first] = keys;
  status = 200;
  keys = [];
  assert.match((await work.hushpipe(['dlq', 'replay', 'http'])).stdout, '10 letters, 10 delivered');
  assert.equal(taken, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.is(keys[0], first);
});

test('does not replay while hushpipe runs with the same files', async ({ work }) => {
  await work.start();
  const { code, stderr } = await work.hushpipe(['dlq', 'replay', 'http']);
  assert.is(code, 4);
  assert.match(stderr, 'Stop it, replay, and start it again.');
});

test('says what cannot be replayed', async ({ work }) => {
  const unknown = await work.ask('dlq', 'replay', 'htp');
  assert.is(unknown.code, 2);
  assert.match(unknown.stderr, 'Did you mean "http"?');
  await work.write('hushpipe.yaml', 'version: 2\n');
  assert.is((await work.hushpipe(['dlq', 'replay', 'http'])).code, 78);
});

test.run();
