import { definePlugin } from '../../core/contract/plugin.js';
import { headerProblems } from '../shared/http-headers.js';
import { TEMPLATE_OPTIONS, templateProblems } from '../shared/message-template.js';
import { httpUrl } from '../shared/outbound-fetch.js';
import { AlertmanagerAction } from './alertmanager-action.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'action',
  name: 'alertmanager',
  summary: 'Pushes incidents to a Prometheus Alertmanager, again and again while they last, and resolves them.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: {
      url: { type: 'string', format: 'uri', description: 'Where Alertmanager is, without /api/v2.' },
      headers: { type: 'object', additionalProperties: { type: 'string', format: 'secret' }, description: 'Further headers by name, such as Authorization.' },
      labels: { type: 'object', additionalProperties: { type: 'string', minLength: 1 }, description: 'Further labels of every alert, such as the cluster.' },
      resend: { type: 'string', format: 'duration', default: '1m', description: 'How often it is told of what still fires. It takes for resolved what it was not told of four times.' },
      ...TEMPLATE_OPTIONS,
      allow_private: { type: 'boolean', default: false, description: 'Allow an address outside the public internet: where an Alertmanager usually is.' },
    },
  },
  examples: [{ title: 'Beside Prometheus', config: { url: 'http://alertmanager.internal:9093', labels: { cluster: 'eu-1' }, allow_private: true } }],
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1, idempotent: true },
  // The list of what fires has one writer.
  claims: (config) => [`alertmanager:${config.url}`],
  *check(config) {
    if (httpUrl(config.url) === undefined) yield { path: 'url', message: 'must be an http or https address without credentials: those belong into headers' };
    for (const name of Object.keys(config.labels ?? {})) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) yield { path: `labels.${name}`, message: 'is no name of a label: letters, digits and _' };
      if (name === 'alertname' || name === 'severity') yield { path: `labels.${name}`, message: 'is set by the trigger' };
    }
    if (config.resend < 1000) yield { path: 'resend', message: 'must be at least 1s' };
    yield* headerProblems(config.headers);
    yield* templateProblems(config);
  },
  create: (config, ctx) => new AlertmanagerAction(config, ctx),
});
