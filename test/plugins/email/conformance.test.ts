import { testAction } from '../../../core/testing/action.js';
import email from '../../../plugins/email/email.js';
import { SmtpSink } from '../../support/smtp-sink.js';
import { suite } from '../../support/suite.js';

// In a file of its own: the server waits a tenth of a second before it greets, on each connection.
const conformance = suite('email conforms');

// Without a login: the check refuses one in the clear. That the password is shown nowhere is tried above.
testAction({
  test: conformance,
  plugin: email,
  peer: () => new SmtpSink(),
  config: (peer) => ({ host: '127.0.0.1', port: peer.port, security: 'none' as const, from: 'alerts@example.com', to: ['ops@example.com'] }),
});

conformance.run();
