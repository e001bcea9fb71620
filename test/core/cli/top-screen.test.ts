import * as assert from 'uvu/assert';
import type { InstanceStatus, Status } from '../../../core/cli/status.js';
import { styleFor } from '../../../core/cli/style.js';
import { topScreen } from '../../../core/cli/top-screen.js';
import { suite } from '../../support/suite.js';

const test = suite('topScreen');

function instance(id: string, figures: Partial<InstanceStatus> = {}): InstanceStatus {
  return { id, in: 0, out: 0, bytes_in: 0, bytes_out: 0, waiting: null, retries: 0, dropped: {}, noted: {}, counters: {}, gauges: {}, ...figures };
}

const STATUS: Status = {
  version: '1.2.3', pid: 42, config: '/etc/hushpipe.yaml', uptime_ms: 11_525_000, generation: 4, config_hash: '0123456789abcdef', last_error: null,
  instances: [
    instance('triggers', { noted: { late: 2 } }),
    instance('router'),
    instance('sources.app', { in: 1_284_003, noted: { malformed: 3 } }),
    instance('transforms.drop', { in: 1_284_003, out: 1_270_000, dropped: { transform_drop: 14_003 } }),
    instance('sinks.archive', { in: 1_270_000, out: 1_269_990, waiting: 10, retries: 5 }),
  ],
};
const plain = styleFor(false);

test('shows one line an instance', () => {
  assert.is(topScreen(STATUS, undefined, plain), `\
hushpipe 1.2.3  pid 42  up 3h 12m  generation 4  config 01234567
/etc/hushpipe.yaml

instance                in  in/s        out  waiting  retries  dropped, and noted
triggers                                                       noted: late 2
sources.app      1,284,003                                     noted: malformed 3
transforms.drop  1,284,003        1,270,000                    transform_drop 14,003
sinks.archive    1,270,000        1,269,990       10        5
`);
});

test('shows rates between two looks, and none across a restart', () => {
  const later: Status = { ...STATUS, uptime_ms: STATUS.uptime_ms + 2000, instances: [instance('sources.app', { in: 1_286_003 })] };
  assert.match(topScreen(later, STATUS, plain), /^sources\.app +1,286,003 +1,000$/m);
  assert.match(topScreen({ ...later, pid: 43 }, STATUS, plain), /^sources\.app +1,286,003$/m);
});

test('says why what runs is not what the files state', () => {
  assert.match(topScreen({ ...STATUS, last_error: 'a.yaml:1:2 wrong\nmore' }, undefined, plain), 'not in place: a.yaml:1:2 wrong\n');
});

test.run();
