import fc from 'fast-check';
import { DETECTORS } from '../../core/redact/detectors/catalog.js';

const examples = DETECTORS.flatMap(({ examples: { match, noMatch } }) => [...match, ...noMatch]);
const anchors = DETECTORS.flatMap((detector) => detector.anchors);

/** Text as an attacker or a careless application would write it: pieces of credentials, names, quotes and masks. */
export const hostileSecrets = fc.array(fc.oneof(
  fc.constantFrom(...examples, ...anchors),
  fc.constantFrom('=', ': ', '"', "'", '\\"', '\\', '\n', '\\n', ' ', ',', ';', '&', '?', '{', '}', '[', ']', '<', '>', '@', '%40', '\\u0040', '://', 'user:pw@', '--'),
  fc.constantFrom('password', '"token":', 'API_KEY', 'Cookie', 'authorization', 'db.secret', 'EMP-12345', '4111 1111', '-1111-', '1111', ' 4111 1111 1111 1111 ', ` ${'5555'.repeat(3)}4444,`),
  fc.constantFrom('[REDACTED:email]', '[REDACTED:card:1111]', '[UNSCANNED:12]', '[secret]', `pn_0a1b2c3d_email_${'a'.repeat(26)}`),
  fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 6 }),
), { maxLength: 14 }).map((parts) => parts.join(''));
