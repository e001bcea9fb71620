import type { Detector } from '../detector.js';
import { sampleDigits, sampleHex, sampleText } from './sample.js';
import { tokenDetector } from './token.js';

/** Credentials of mail, telephony and social APIs. */
export const API_SERVICE_DETECTORS: readonly Detector[] = [
  tokenDetector({
    name: 'sendgrid_key',
    anchors: ['sg.'],
    glued: true,
    pattern: /SG\.(?=[\w.=-]{0,40}\d)[\w.=-]{60,72}/,
    reference: 'https://docs.sendgrid.com/ui/account-and-settings/api-keys',
    match: ['SG.' + sampleText(22) + '.' + sampleText(43)],
    noMatch: ['SG.pdf', 'msg.text'],
  }),
  tokenDetector({
    name: 'twilio_key',
    anchors: [...'0123456789abcdef'].map((digit) => `sk${digit}`),
    pattern: /SK[0-9a-f]{32}(?![0-9A-Za-z])/,
    reference: 'https://www.twilio.com/docs/iam/api-keys',
    match: ['SK' + sampleHex(32)],
    noMatch: ['SK' + sampleHex(31), 'desk' + sampleHex(32)],
  }),
  tokenDetector({
    name: 'mailgun_key',
    anchors: ['key-'],
    pattern: /key-[0-9a-f]{32}(?![0-9A-Za-z])/,
    reference: 'https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt/api-key-mgmt',
    match: ['key-' + sampleHex(32)],
  }),
  tokenDetector({
    name: 'mailchimp_key',
    anchors: ['-us'],
    before: 32,
    pattern: /[0-9a-z]{32}-us\d{1,2}(?![0-9A-Za-z])/,
    reference: 'https://mailchimp.com/developer/marketing/docs/fundamentals/#api-structure',
    match: [sampleHex(32) + '-us20'],
    noMatch: ['en-us', sampleHex(30) + '-us20'],
  }),
  tokenDetector({
    name: 'brevo_key',
    anchors: ['xkeysib-', 'xsmtpsib-'],
    pattern: /x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}/,
    reference: 'https://developers.brevo.com/docs/getting-started',
    match: ['xkeysib-' + sampleHex(64) + '-' + sampleText(16)],
  }),
  tokenDetector({
    name: 'facebook_token',
    anchors: ['eaam', 'eaac'],
    pattern: /EAA[MC][A-Za-z0-9]{100,400}/,
    reference: 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens',
    match: ['EAAM' + sampleText(200)],
  }),
  tokenDetector({
    name: 'mailersend_token',
    anchors: ['mlsn.'],
    pattern: /mlsn\.[a-f0-9]{64}/,
    reference: 'https://developers.mailersend.com/general.html#api-token',
    match: ['mlsn.' + sampleHex(64)],
  }),
  tokenDetector({
    name: 'linkedin_token',
    anchors: ['aqxd', 'aqvd', 'aqwd'],
    pattern: /AQ[XVW][\w-]{120,400}/,
    reference: 'https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow',
    match: ['AQXd' + sampleText(300)],
  }),
  tokenDetector({
    name: 'twitter_bearer_token',
    anchors: ['aaaaaaaaaaaaaaaaaaaa'],
    pattern: /A{20,22}(?=[A-Za-z%]{0,40}\d)(?=[A-Z0-9%]{0,40}[a-z])[A-Za-z0-9%]{80,120}/,
    reference: 'https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/application-only',
    match: ['A'.repeat(21) + sampleText(90)],
  }),
  tokenDetector({
    name: 'instagram_token',
    anchors: ['igqv', 'igaa'],
    pattern: /IG(?:QV|AA)[A-Za-z0-9]{100,300}/,
    reference: 'https://developers.facebook.com/docs/instagram-platform/reference/access_token',
    match: ['IGQV' + sampleText(160)],
  }),
  tokenDetector({
    name: 'onfido_token',
    anchors: ['api_live.', 'api_sandbox.'],
    pattern: /api_(?:live|sandbox)(?:_[a-z]{2})?\.[\w-]{11}\.[\w-]{32}/,
    reference: 'https://documentation.onfido.com/api/latest/#api-tokens',
    match: ['api_live.' + sampleText(11) + '.' + sampleText(32)],
  }),
  tokenDetector({
    name: 'nylas_key',
    anchors: ['nyk_'],
    pattern: /nyk_[A-Za-z0-9_]{60,80}/,
    reference: 'https://developer.nylas.com/docs/v3/auth/',
    match: ['nyk_' + sampleText(70)],
  }),
  tokenDetector({
    name: 'facebook_app_token',
    anchors: ['facebook'],
    pattern: /facebook[\w .:="'-]{0,40}?(\d{15,16}(?:\||%7C)[\w-]{27,40})/i,
    reference: 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens#apptokens',
    match: ['facebook ' + sampleDigits(16) + '|' + sampleText(27)],
    noMatch: ['facebook ' + sampleDigits(16)],
  }),
];
