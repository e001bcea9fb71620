import * as assert from 'uvu/assert';
import { WELL_KNOWN } from '../../../core/event/well-known.js';
import { suite } from '../../support/suite.js';

const test = suite('WELL_KNOWN');

test('looks for each field under its own name first, and under no name twice', () => {
  for (const { paths } of Object.values(WELL_KNOWN)) assert.is(new Set(paths.map(({ name }) => name)).size, paths.length);
  assert.equal([WELL_KNOWN.time, WELL_KNOWN.level, WELL_KNOWN.message, WELL_KNOWN.logger].map(({ paths }) => paths[0]?.name), ['time', 'level', 'message', 'logger']);
});

test('knows what a value means, and where it means nothing', () => {
  const { time, level, message, logger, correlationId } = WELL_KNOWN;
  assert.equal([time.meaning(1714559415, 'ts'), time.meaning('soon', 'ts')], [1714559415000, undefined]);
  assert.equal([level.meaning(20, 'level'), level.meaning(20, 'severityNumber'), level.meaning('gold', 'level')], ['debug', 'error', undefined]);
  assert.equal([message.meaning('', 'msg'), message.meaning(5, 'msg')], ['', undefined]);
  assert.equal([logger.meaning('x', 'name'), logger.meaning('', 'name'), logger.meaning({}, 'log')], ['x', undefined, undefined]);
  assert.equal([correlationId.meaning(7, 'reqId'), correlationId.meaning('a', 'reqId'), correlationId.meaning('', 'reqId')], ['7', 'a', undefined]);
});

test.run();
