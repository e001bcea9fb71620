import type { Detector } from '../detector.js';
import { sampleHex, sampleText } from './sample.js';
import { tokenDetector } from './token.js';

/** Credentials of model, mail and telephony APIs. */
export const API_SERVICE_DETECTORS: readonly Detector[] = [
  tokenDetector({
    name: 'openai_key',
    anchors: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-none-'],
    pattern: /sk-(?:proj|svcacct|admin|none)-[\w-]{20,300}/i,
    reference: 'https://platform.openai.com/docs/api-reference/authentication',
    match: ['sk-proj-' + sampleText(156)],
  }),
  tokenDetector({
    name: 'openai_legacy_key',
    anchors: ['t3blbkfj'],
    before: 23,
    pattern: /sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}/,
    reference: 'https://platform.openai.com/docs/api-reference/authentication',
    match: ['sk-' + sampleText(20) + 'T3Blbk' + 'FJ' + sampleText(20)],
  }),
  tokenDetector({
    name: 'anthropic_key',
    anchors: ['sk-ant-'],
    pattern: /sk-ant-[a-z]{2,8}\d\d-[\w-]{40,200}/,
    reference: 'https://docs.anthropic.com/en/api/getting-started',
    match: ['sk-ant-api03-' + sampleText(93) + 'AA'],
  }),
  tokenDetector({
    name: 'huggingface_token',
    anchors: ['hf_', 'api_org_'],
    pattern: /(?:hf|api_org)_[A-Za-z]{34}(?![A-Za-z])/i,
    reference: 'https://huggingface.co/docs/hub/security-tokens',
    match: ['hf_' + 'abcdefghijklmnopqrSTUVWXYZabcdefgh'],
    noMatch: ['hf_generatedByHomeApp'],
  }),
  tokenDetector({
    name: 'groq_key',
    anchors: ['gsk_'],
    pattern: /gsk_[A-Za-z0-9]{48,56}/,
    reference: 'https://console.groq.com/docs/quickstart',
    match: ['gsk_' + sampleText(52)],
  }),
  tokenDetector({
    name: 'perplexity_key',
    anchors: ['pplx-'],
    pattern: /pplx-[A-Za-z0-9]{40,64}/,
    reference: 'https://docs.perplexity.ai/getting-started/quickstart',
    match: ['pplx-' + sampleText(48)],
    noMatch: ['pplx-7b-online'],
  }),
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
    pattern: /[0-9a-f]{32}-us\d{1,2}(?![0-9A-Za-z])/,
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
];
