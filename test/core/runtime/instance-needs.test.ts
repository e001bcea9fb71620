import * as assert from 'uvu/assert';
import type { InstanceConfig } from '../../../core/config/loaded-config.js';
import { claimsOf, framingOf } from '../../../core/runtime/instance-needs.js';
import { Tallies, type RuntimeServices } from '../../../core/runtime/services.js';
import { journalTest } from '../../support/journal-plugins.js';
import { suite } from '../../support/suite.js';

const claims = suite('claimsOf');
const { start } = journalTest(claims);

claims('gives what the plugin claims, and of a source its cursor', async () => {
  const { load } = await start({});
  const { sources, sinks } = await load({ sources: { in: { type: 'journal', claim: 'port' }, bare: { type: 'journal' } }, sinks: { a: { type: 'journal', claim: 'file' }, b: { type: 'journal' } } });
  assert.equal([...sources, ...sinks].map(claimsOf), [['test:port', 'state:sources.in'], ['state:sources.bare'], ['test:file'], []]);
});

claims.run();

const framing = suite('framingOf');

framing('gives the settings of a source, and counts what is cut', () => {
  const tallies = new Tallies();
  const services = { tallies } as unknown as RuntimeServices;
  const source = { id: 'sources.in', kind: 'source', settings: { multiline: 'stack_trace', parse: 'json', max_line: 99 } } as unknown as InstanceConfig;
  const found = framingOf(source, services);
  found?.onOversize(30);
  found?.onOversize(12);
  assert.equal({ ...found, onOversize: undefined }, { multiline: 'stack_trace', parse: 'json', maxLine: 99, onOversize: undefined });
  assert.equal([tallies.of('sources.in').read().reasons, tallies.of('sources.in').read().counters], [{ oversize_line: 2 }, { oversize_bytes: 42 }]);
  assert.is(framingOf({ id: 'sinks.a', kind: 'sink' } as unknown as InstanceConfig, services), undefined);
});

framing.run();
