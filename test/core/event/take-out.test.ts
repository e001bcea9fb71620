import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { fieldPath } from '../../../core/event/field-path.js';
import { takeOut } from '../../../core/event/take-out.js';
import { suite } from '../../support/suite.js';

const test = suite('takeOut');

test('takes out a literal name, else a nested one with what it leaves empty', () => {
  for (const [before, path, after] of [
    ['{"a":1,"b":2}', 'a', '{"b":2}'], ['{"a":{"b":1,"c":2}}', 'a.b', '{"a":{"c":2}}'], ['{"a":{"b":{"c":1}},"d":2}', 'a.b.c', '{"d":2}'],
    ['{"a.b":1,"a":{"b":2}}', 'a.b', '{"a":{"b":2}}'], ['{"a":{"x":1},"a.b":{"c":2}}', 'a.b.c', '{"a":{"x":1}}'],
  ] as const) {
    const fields = JSON.parse(before) as Record<string, JsonValue>;
    assert.ok(takeOut(fields, fieldPath(path)));
    assert.is(JSON.stringify(fields), after);
  }
});

test('leaves alone what does not hold the name', () => {
  for (const json of ['{}', '{"a":1}', '{"a":{}}', '{"a":[1]}', '{"a":null}']) {
    const fields = JSON.parse(json) as Record<string, JsonValue>;
    assert.not.ok(takeOut(fields, fieldPath('a.0')));
    assert.is(JSON.stringify(fields), json);
  }
});

test.run();
