import * as assert from 'uvu/assert';
import { carryOutActions } from '../../../core/sigma/collection.js';
import { readDocuments } from '../../../core/sigma/documents.js';
import { suite } from '../../support/suite.js';
import { met, problemsOf } from './sigma-text.js';

const test = suite('carryOutActions');

const values = (text: string): readonly unknown[] => carryOutActions(readDocuments('a.yml', text)).documents.map(({ value }) => value);

test('leaves texts without actions as they are', () => {
  const read = readDocuments('a.yml', 'a: 1\n---\nb: 2\n');
  assert.is(carryOutActions(read).documents, read.documents);
});

test('a global document is part of all behind it, within maps too', () => {
  assert.equal(values(`
action: global
title: T
detection: { condition: 1 of selection* }
---
logsource: { service: security }
detection: { selection1: { EventID: 1 } }
---
logsource: { service: system }
detection: { selection2: { EventID: 2 } }
`), [
    { title: 'T', logsource: { service: 'security' }, detection: { selection1: { EventID: 1 }, condition: '1 of selection*' } },
    { title: 'T', logsource: { service: 'system' }, detection: { selection2: { EventID: 2 }, condition: '1 of selection*' } },
  ]);
});

test('global documents add up, and a reset ends them', () => {
  assert.equal(values('action: global\na: 1\n---\naction: global\nb: 2\n---\nc: 3\n---\naction: reset\n---\nd: 4\n'), [{ c: 3, a: 1, b: 2 }, { d: 4 }]);
});

test('repeats the rule before with what is different', () => {
  assert.equal(values('action: global\nauthor: A\n---\ntitle: X\ndetection: { sel: { a: 1, b: [1, 2] } }\n---\naction: repeat\ntitle: Y\ndetection: { sel: { b: [3] } }\n---\naction: repeat\nlevel: low\n'), [
    { title: 'X', detection: { sel: { a: 1, b: [1, 2] } }, author: 'A' },
    { title: 'Y', detection: { sel: { a: 1, b: [3] } }, author: 'A' },
    { title: 'Y', detection: { sel: { a: 1, b: [3] } }, author: 'A', level: 'low' },
  ]);
});

test('gives each rule an id of its own', () => {
  assert.equal(values('action: global\nid: x\n---\na: 1\n---\na: 2\n---\naction: repeat\na: 3\n').map((value) => (value as { id: string }).id), ['x', 'x-2', 'x-3']);
});

test('the rules are met as they would be if they stood by themselves', () => {
  const text = `
action: global
title: Persistence
id: persistence
detection: { condition: selection and not filter, filter: { User: SYSTEM } }
---
logsource: { product: windows, category: registry_set }
detection: { selection: { TargetObject|contains: \\Run\\ } }
---
logsource: { product: windows, category: process_creation }
detection: { selection: { CommandLine|contains: schtasks } }
`;
  assert.equal(met([text], { TargetObject: 'HKLM\\Run\\x' }), ['persistence']);
  assert.equal(met([text], { CommandLine: 'schtasks /create' }), ['persistence-2']);
  assert.equal(met([text], { CommandLine: 'schtasks', User: 'system' }), []);
});

test('says where an action cannot be carried out', () => {
  assert.equal(problemsOf(['action: repeat\ntitle: x\n']), ['1 SIGMA_BAD_RULE: there is no rule before this one to be repeated']);
  assert.equal(problemsOf(['title: x\naction: merge\n']), ['2 SIGMA_BAD_RULE: the action "merge" is not one of global, reset, repeat']);
  assert.equal(problemsOf(['action: global\nlevel: grave\n---\ntitle: x\nlogsource: {}\ndetection: { a: { b: 1 }, condition: a }\n']), ['4 SIGMA_BAD_RULE: level "grave" is not one of informational, low, medium, high, critical']);
});

test.run();
