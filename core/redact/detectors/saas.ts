import type { Detector } from '../detector.js';
import { sampleDigits, sampleHex, sampleText } from './sample.js';
import { tokenDetector } from './token.js';

/** Credentials of monitoring, design and productivity services. */
export const SAAS_DETECTORS: readonly Detector[] = [
  tokenDetector({
    name: 'grafana_token',
    anchors: ['glc_', 'glsa_', 'eyjrijoi'],
    pattern: /(?:glc_[A-Za-z0-9+/]{32,400}={0,3}|glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|eyJrIjoi[A-Za-z0-9]{70,400}={0,3})/,
    reference: 'https://grafana.com/docs/grafana/latest/administration/service-accounts/',
    match: ['glsa_' + sampleText(32) + '_' + sampleHex(8), 'glc_' + sampleText(80)],
    noMatch: ['GLC_UploadLightmap'],
  }),
  tokenDetector({
    name: 'newrelic_key',
    anchors: ['nrak-', 'nrjs-', 'nrii-', 'nriq-', 'nral-'],
    pattern: /(?:NRAK-[A-Za-z0-9]{27}|NRJS-[a-f0-9]{19}|NRI[IQ]-[\w-]{32}|NRAL-[A-Za-z0-9]{27,40})/i,
    reference: 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/',
    match: ['NRAK-' + sampleText(27)],
  }),
  tokenDetector({
    name: 'sentry_token',
    anchors: ['sntrys_', 'sntryu_'],
    pattern: /sntry(?:u_[a-f0-9]{64}|s_[\w+/=-]{80,600})/,
    reference: 'https://docs.sentry.io/account/auth-tokens/',
    match: ['sntryu_' + sampleHex(64), 'sntrys_' + sampleText(140)],
  }),
  tokenDetector({
    name: 'dynatrace_token',
    anchors: ['dt0c01.', 'dt0s01.', 'dt0s02.'],
    pattern: /dt0[cs]0[12]\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}/i,
    reference: 'https://docs.dynatrace.com/docs/dynatrace-api/basics/dynatrace-api-authentication',
    match: ['dt0c01.' + sampleText(24) + '.' + sampleText(64)],
  }),
  tokenDetector({
    name: 'linear_key',
    anchors: ['lin_api_', 'lin_oauth_'],
    pattern: /lin_(?:api|oauth)_[A-Za-z0-9]{40,64}/,
    reference: 'https://linear.app/developers/graphql',
    match: ['lin_api_' + sampleText(40)],
  }),
  tokenDetector({
    name: 'notion_token',
    anchors: ['ntn_'],
    pattern: /ntn_\d{11}[A-Za-z0-9]{35}(?![A-Za-z0-9])/,
    reference: 'https://developers.notion.com/docs/authorization',
    match: ['ntn_' + sampleDigits(11) + sampleText(35)],
  }),
  tokenDetector({
    name: 'figma_token',
    anchors: ['figd_'],
    pattern: /figd_[\w-]{38,80}/,
    reference: 'https://www.figma.com/developers/api#access-tokens',
    match: ['figd_' + sampleText(40)],
  }),
  tokenDetector({
    name: 'vercel_token',
    anchors: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
    pattern: /vc[pcairk]_[A-Za-z0-9]{24,80}/,
    reference: 'https://vercel.com/docs/rest-api/authentication',
    match: ['vcp_' + sampleText(56)],
  }),
  tokenDetector({
    name: 'mapbox_token',
    anchors: ['sk.eyj', 'tk.eyj'],
    pattern: /[st]k\.eyJ[\w-]{20,400}\.[\w-]{20,40}/,
    reference: 'https://docs.mapbox.com/help/dive-deeper/access-tokens/',
    match: ['sk.eyJ' + sampleText(80) + '.' + sampleText(22)],
  }),
  tokenDetector({
    name: 'supabase_token',
    anchors: ['sbp_'],
    pattern: /sbp_[a-f0-9]{40}/,
    reference: 'https://supabase.com/docs/reference/api/introduction',
    match: ['sbp_' + sampleHex(40)],
  }),
  tokenDetector({
    name: 'typeform_token',
    anchors: ['tfp_'],
    pattern: /tfp_[\w=.-]{40,70}/,
    reference: 'https://www.typeform.com/developers/get-started/personal-access-token/',
    match: ['tfp_' + sampleText(59)],
  }),
  tokenDetector({
    name: 'readme_key',
    anchors: ['rdme_'],
    pattern: /rdme_[a-z0-9]{70}/,
    reference: 'https://docs.readme.com/main/reference/intro/authentication',
    match: ['rdme_' + sampleHex(70)],
  }),
  tokenDetector({
    name: 'settlemint_token',
    anchors: ['sm_aat_', 'sm_pat_', 'sm_sat_'],
    pattern: /sm_[aps]at_[A-Za-z0-9]{16}/,
    reference: 'https://console.settlemint.com/documentation/',
    match: ['sm_pat_' + sampleText(16)],
  }),
  tokenDetector({
    name: 'frameio_token',
    anchors: ['fio-u-'],
    pattern: /fio-u-[\w=-]{64}/i,
    reference: 'https://developer.frame.io/docs/getting-started/authentication',
    match: ['fio-u-' + sampleText(64)],
  }),
  tokenDetector({
    name: 'intra42_secret',
    anchors: ['s-s4t2'],
    pattern: /s-s4t2(?:af|ud)-[a-f0-9]{64}/,
    reference: 'https://api.intra.42.fr/apidoc/guides/getting_started',
    match: ['s-s4t2ud-' + sampleHex(64)],
  }),
];
