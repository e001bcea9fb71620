import * as assert from 'uvu/assert';
import { diagnosticAt, diagnosticOf } from '../../../core/config/diagnostic.js';
import { formatSarif } from '../../../core/config/format-sarif.js';
import { SourceText } from '../../../core/config/source-text.js';
import { suite } from '../../support/suite.js';

const test = suite('formatSarif');

interface Log {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly version: string; readonly rules: readonly { readonly id: string; readonly shortDescription: { readonly text: string } }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: object } }[];
    }[];
  }[];
}

const source = new SourceText('triggers/my payments.yaml', 'triggers:\n  - severity: crtical\n');
const severity = diagnosticAt({ source, start: 24, end: 31 }, 'TRIGGER_BAD_SEVERITY', 'severity "crtical" is not one of info, warning, critical', { hint: 'Did you mean "critical"?' });
const warning = diagnosticOf('/etc/config.yaml', 'TRIGGER_NO_THROTTLE', 'the trigger alerts on every match', { severity: 'warning' });

test('says of each what it is, where, and what to do', () => {
  const { version, runs: [run] } = JSON.parse(formatSarif([severity, warning, severity], '1.2.3')) as Log;
  assert.is(version, '2.1.0');
  assert.is(run?.tool.driver.version, '1.2.3');
  assert.equal(run?.tool.driver.rules.map(({ id }) => id), ['TRIGGER_BAD_SEVERITY', 'TRIGGER_NO_THROTTLE']);
  assert.equal(run?.results.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level]), [['TRIGGER_BAD_SEVERITY', 0, 'error'], ['TRIGGER_NO_THROTTLE', 1, 'warning'], ['TRIGGER_BAD_SEVERITY', 0, 'error']]);
  assert.is(run?.results[0]?.message.text, 'severity "crtical" is not one of info, warning, critical. Did you mean "critical"?');
  assert.equal(run?.results[0]?.locations[0]?.physicalLocation, { artifactLocation: { uri: 'triggers/my%20payments.yaml' }, region: { startLine: 2, startColumn: 15, endColumn: 22 } });
  assert.is(run?.results[1]?.locations[0]?.physicalLocation.artifactLocation.uri, 'file:///etc/config.yaml');
});

test('is a whole report where nothing is wrong', () => {
  const { runs } = JSON.parse(formatSarif([], '1.2.3')) as Log;
  assert.equal(runs.map(({ results, tool }) => [results, tool.driver.rules]), [[[], []]]);
});

test.run();
