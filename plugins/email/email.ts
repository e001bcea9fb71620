import { definePlugin } from '../../core/contract/plugin.js';
import { TEMPLATE_OPTIONS, templateProblems } from '../shared/message-template.js';
import { EmailAction } from './email-action.js';

/** An address, or a name with one in angle brackets. No line break, so none of them begins a header. */
const ADDRESS = '^([^<>"\\r\\n]{1,100} )?<?[^\\s<>@",;]+@[^\\s<>@",;]+>?$';

export default definePlugin({
  apiVersion: 1,
  kind: 'action',
  name: 'email',
  summary: 'Mails each notice of an incident through an SMTP server, in one thread an incident.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['host', 'from', 'to'],
    properties: {
      host: { type: 'string', minLength: 1, description: 'The SMTP server that takes your mail.' },
      port: { type: 'integer', minimum: 1, maximum: 65_535, default: 587, description: 'Its port: 587 with starttls, 465 with tls, 25 within a network.' },
      security: { enum: ['starttls', 'tls', 'none'], default: 'starttls', description: 'starttls: encrypt or fail. tls: encrypted from the start. none: as it is, within a network of your own.' },
      username: { type: 'string', minLength: 1, description: 'Login, where the server wants one.' },
      password: { type: 'string', format: 'secret', description: 'Its password; from ${ENV} or !file.' },
      from: { type: 'string', pattern: ADDRESS, description: 'Who sends: an address, or Name <address>.' },
      to: { type: 'array', items: { type: 'string', pattern: ADDRESS }, minItems: 1, maxItems: 50, description: 'Who gets it: addresses, or Name <address>.' },
      ...TEMPLATE_OPTIONS,
    },
  },
  examples: [
    { title: 'Through a provider', config: { host: 'smtp.example.com', username: 'alerts', password: 'your-password', from: 'Alerts <alerts@example.com>', to: ['ops@example.com'] } },
    { title: 'Through a relay in the network', config: { host: 'relay.internal', port: 25, security: 'none', from: 'alerts@example.com', to: ['ops@example.com'] } },
  ],
  requires: { nodemailer: '^10.6.0' },
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1 },
  *check(config) {
    if ((config.username === undefined) !== (config.password === undefined)) yield { path: config.username === undefined ? 'username' : 'password', message: 'is missing: a login needs both' };
    if (config.security === 'none' && config.password !== undefined) yield { path: 'security', message: 'must not be none with a password, which would be sent in the clear' };
    yield* templateProblems(config);
  },
  create: (config, ctx) => new EmailAction(config, ctx),
});
