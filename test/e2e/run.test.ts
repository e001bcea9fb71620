import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Status } from '../../core/cli/status.js';
import { suite } from '../support/suite.js';
import { CONFIG, upTo, Workspace } from './workspace.js';

interface Here {
  work: Workspace;
}

const test = suite<Here>('hushpipe run', { work: undefined as unknown as Workspace });

test.before.each(async (here) => {
  here.work = await Workspace.make();
});
test.after.each(({ work }) => work.remove());

test('reads what is there with --once, delivers it, and accounts for it', async ({ work }) => {
  await work.log(1000);
  const { code, stdout, stderr } = await work.hushpipe(['run', '--once']);
  assert.is(code, 0, stderr);
  assert.is(stdout, '');
  assert.match(stderr, /^1,000 in = 1,000 out \+ 0 dropped$/m);
  assert.equal(await work.delivered(), upTo(1000));
});

test('goes on where it was', async ({ work }) => {
  await work.log(10);
  await work.hushpipe(['run', '--once']);
  await work.log(5);
  assert.match((await work.hushpipe(['run', '--once'])).stderr, /^5 in = 5 out/m);
  assert.equal(await work.delivered(), upTo(15));
});

test('delivers a last line that has no end', async ({ work }) => {
  await work.log(3);
  const path = join(work.folder, 'logs', 'app.log');
  await writeFile(path, (await readFile(path, 'utf8')).trimEnd());
  await work.hushpipe(['run', '--once']);
  assert.equal(await work.delivered(), upTo(3));
});

test('reads standard input to its end, and ends with it', async ({ work }) => {
  await work.write('hushpipe.yaml', 'version: 1\nsources: { in: { type: stdin } }\nsinks: { out: { type: console, format: json } }\n');
  const { code, stdout, stderr } = await work.hushpipe(['run'], { input: '{"a":1,"password":"hunter2hunter2"}\nplain text\n' });
  assert.is(code, 0, stderr);
  const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(lines[0], { a: 1, password: '[REDACTED:password]' });
  assert.is(lines[1]?.['message'], 'plain text');
  assert.is(lines.length, 2);
});

test('exits with 78 and starts nothing where the config is not valid', async ({ work }) => {
  await work.write('hushpipe.yaml', CONFIG.replace('type: file, path:', 'type: fil, path:'));
  const { code, stdout, stderr } = await work.hushpipe(['run']);
  assert.is(code, 78);
  assert.is(stdout, '');
  assert.match(stderr, 'hushpipe.yaml:5:16  error  CONFIG_UNKNOWN_TYPE  there is no sink called "fil". Did you mean "file"?\n   5 | ');
  assert.equal((await readdir(work.folder)).toSorted(), ['hushpipe.yaml', 'logs']);
});

test('exits with 78 where there is no config', async ({ work }) => {
  const { code, stderr } = await work.hushpipe(['run'], { cwd: join(work.folder, 'logs') });
  assert.is(code, 78);
  assert.match(stderr, 'there is no hushpipe.yaml or config.yaml in');
  const missing = await work.hushpipe(['run', '-c', 'nope.yaml']);
  assert.is(missing.code, 78);
  assert.match(missing.stderr, 'CONFIG_NOT_FOUND');
});

test('exits with 4 where an instance cannot start, and says which, and where it stands', async ({ work }) => {
  await work.write('in-the-way', '');
  const { code, stderr } = await work.hushpipe(['run', '--once', '--set', 'sinks.out.path=in-the-way/app.jsonl']);
  assert.is(code, 4, stderr);
  assert.match(stderr, /hushpipe\.yaml:5:3 .*sinks\.out could not start/);
});

test('takes its options from the environment too, and from the command line first', async ({ work }) => {
  await work.log(2);
  await work.hushpipe(['run'], { env: { HUSHPIPE_ONCE: '1', HUSHPIPE_SET: 'sinks.out.path=elsewhere/a.jsonl', HUSHPIPE_DATA_DIR: 'state one' } });
  assert.equal(await readdir(join(work.folder, 'elsewhere')), ['a.jsonl']);
  assert.ok((await readdir(join(work.folder, 'state one'))).includes('sources.app'));
  await work.hushpipe(['run', '--data-dir', 'state ${X}', '--set', 'sinks.out.path=third/a.jsonl'], { env: { HUSHPIPE_ONCE: '1', HUSHPIPE_SET: 'sinks.out.path=elsewhere/a.jsonl', HUSHPIPE_DATA_DIR: 'state one' } });
  assert.equal(await readdir(join(work.folder, 'third')), ['a.jsonl']);
  assert.ok((await readdir(join(work.folder, 'state ${X}'))).includes('sources.app'));
});

test('delivers everything before it ends on SIGTERM, and nothing twice', async ({ work }) => {
  await work.log(500);
  const cli = await work.start();
  await work.out(1);
  await work.log(20_000);
  cli.kill('SIGTERM');
  const { code, stderr } = await cli.result();
  assert.is(code, 0, stderr);
  assert.match(stderr, 'SIGTERM: stopping');
  assert.match(stderr, /[\d,]+ in = [\d,]+ out \+ 0 dropped"/);
  await work.hushpipe(['run', '--once']);
  assert.equal(await work.delivered(), upTo(20_500));
});

test('ends at once on a second signal', async ({ work }) => {
  const stuck: Server = createServer(() => {});
  await new Promise<void>((resolve) => {
    stuck.listen(0, '127.0.0.1', resolve);
  });
  try {
    await work.write('hushpipe.yaml', `${CONFIG}  http: { type: webhook, url: 'http://127.0.0.1:${(stuck.address() as AddressInfo).port}', allow_private: true, batch: { max_wait: 0ms } }\n`);
    await work.log(1);
    const asked = new Promise((resolve) => {
      stuck.once('request', resolve);
    });
    const cli = await work.start();
    await asked;
    cli.kill('SIGINT');
    await cli.says('SIGINT: stopping');
    cli.kill('SIGINT');
    assert.is((await cli.result()).code, 130);
  } finally {
    stuck.closeAllConnections();
    stuck.close();
  }
});

test('gives up within 5 seconds on what cannot be delivered, and delivers it next time', async ({ work }) => {
  const answers: number[] = [];
  const server: Server = createServer((request, response) => {
    request.resume();
    if (answers.push(0) > 1) response.end('ok');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    await work.write('hushpipe.yaml', `${CONFIG}  http: { type: webhook, url: 'http://127.0.0.1:${(server.address() as AddressInfo).port}', allow_private: true, batch: { max_wait: 0ms } }\n`);
    await work.log(3);
    const asked = new Promise((resolve) => {
      server.once('request', resolve);
    });
    const cli = await work.start();
    await asked;
    const before = performance.now();
    cli.kill('SIGTERM');
    const { code, stderr } = await cli.result();
    assert.ok(performance.now() - before < 6000, 'it took too long');
    assert.is(code, 0, stderr);
    assert.match(stderr, 'not everything could be delivered in time');
    assert.match(stderr, 'undelivered_at_stop 3');
    const again = await work.hushpipe(['run', '--once']);
    assert.match(again.stderr, /sinks\.http 3 in = 3 out/);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}, { limit: 20_000 });

test('ends with 1 on an error that nobody caught, and says so without a secret', async ({ work }) => {
  const secret = ['hunter', '2hunter2'].join('');
  await writeFile(join(work.folder, 'rash.mjs'), `export default {
  apiVersion: 1, kind: 'sink', name: 'rash', summary: 'Throws where nobody waits.', examples: [],
  schema: { type: 'object', additionalProperties: false, required: ['password'], properties: { password: { type: 'string', format: 'secret' } } },
  create: ({ password }) => ({ deliver: async () => { setImmediate(() => { throw new Error('no luck with ' + password.reveal()); }); } }),
};\n`);
  await work.write('hushpipe.yaml', `${CONFIG.replace('version: 1', 'version: 1\nplugins: [./rash.mjs]')}  rash: { type: rash, password: '\${RASH}' }\n`);
  await work.log(1);
  const cli = await work.start([], { env: { RASH: secret } });
  const { code, stderr } = await cli.result();
  assert.is(code, 1, stderr);
  assert.match(stderr, 'an error that nobody caught ends hushpipe');
  assert.match(stderr, 'no luck with [REDACTED:config_secret]');
  assert.not.match(stderr, secret);
  assert.equal(await work.delivered(), [0]);
});

test('opens its control socket for its owner only, and removes it at the end', async ({ work }) => {
  const cli = await work.start();
  const path = join(work.folder, '.hushpipe', 'control.sock');
  assert.is((await stat(path)).mode & 0o777, 0o600);
  cli.kill('SIGTERM');
  await cli.result();
  assert.is(await stat(path).catch(() => 'gone'), 'gone');
});

test('refuses a second one with the same data directory', async ({ work }) => {
  await work.start();
  const { code, stderr } = await work.hushpipe(['run']);
  assert.is(code, 4);
  assert.match(stderr, /another hushpipe answers at .*control\.sock\n.*data_dir/);
});

test('starts over what a killed one left behind', async ({ work }) => {
  const cli = await work.start();
  cli.kill('SIGKILL');
  await cli.result();
  await work.log(3);
  assert.match((await work.hushpipe(['run', '--once'])).stderr, /^3 in = 3 out/m);
});

test('answers top, as a table and as JSON', async ({ work }) => {
  await work.log(7);
  await work.start();
  await work.out(7);
  const { code, stdout } = await work.hushpipe(['top', '--once']);
  assert.is(code, 0);
  assert.match(stdout, /^hushpipe \d.* generation 1 /);
  assert.match(stdout, /^sources\.app +7$/m);
  assert.match(stdout, /^sinks\.out +7 +7 +0$/m);
  const { instances, ...about } = JSON.parse((await work.ask('top', '--json')).stdout) as Status;
  assert.equal([about.last_error, about.generation, about.config], [null, 1, join(work.folder, 'hushpipe.yaml')]);
  assert.equal(instances.filter(({ id }) => id.includes('.')).map(({ id, in: came, out, waiting }) => [id, came, out, waiting]), [['sources.app', 7, 0, null], ['sinks.out', 7, 7, 0]]);
});

test('exits with 4 where nobody runs', async ({ work }) => {
  for (const command of ['top', 'reload']) {
    const { code, stderr } = await work.hushpipe([command]);
    assert.is(code, 4);
    assert.match(stderr, 'no hushpipe runs with the data directory');
  }
});

test('runs with a data directory whose path is too long for a socket', async ({ work }) => {
  const long = join(work.folder, 'x'.repeat(110));
  await mkdir(long);
  await work.start(['--data-dir', long]);
  const { code, stdout } = await work.ask('top', '--data-dir', long);
  assert.is(code, 0);
  assert.match(stdout, 'generation 1');
});

test('takes no argument', async ({ work }) => {
  const { code, stderr } = await work.hushpipe(['run', 'other.yaml']);
  assert.is(code, 2);
  assert.match(stderr, 'hushpipe run -c other.yaml');
});

test.run();
