import type { Detector } from '../detector.js';
import { sampleHex, sampleText } from './sample.js';
import { tokenDetector } from './token.js';

/** Credentials of payment providers and shops. */
export const PAYMENT_DETECTORS: readonly Detector[] = [
  tokenDetector({
    name: 'stripe_key',
    anchors: ['sk_live_', 'sk_test_', 'sk_prod_', 'rk_live_', 'rk_test_', 'rk_prod_'],
    pattern: /[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,250}/,
    reference: 'https://docs.stripe.com/keys',
    match: ['sk_live_' + sampleText(24), 'rk_test_' + sampleText(99)],
    noMatch: ['task_test_' + sampleText(24)],
  }),
  tokenDetector({
    name: 'stripe_webhook_secret',
    anchors: ['whsec_'],
    pattern: /whsec_[A-Za-z0-9+/=]{24,128}/,
    reference: 'https://docs.stripe.com/webhooks/signature',
    match: ['whsec_' + sampleText(32)],
  }),
  tokenDetector({
    name: 'square_token',
    anchors: ['eaaa', 'sq0atp-', 'sq0csp-'],
    pattern: /(?:EAAA[\w-]{40,80}|sq0[ac][ts]p-[\w-]{22,60})/,
    reference: 'https://developer.squareup.com/docs/build-basics/access-tokens',
    match: ['EAAA' + sampleText(60), 'sq0atp-' + sampleText(22)],
  }),
  tokenDetector({
    name: 'paypal_token',
    anchors: ['access_token$'],
    pattern: /access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}/,
    reference: 'https://developer.paypal.com/braintree/articles/control-panel/important-gateway-credentials',
    match: ['access_token$production$' + sampleHex(16) + '$' + sampleHex(32)],
  }),
  tokenDetector({
    name: 'shopify_token',
    anchors: ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shpua_'],
    pattern: /shp(?:at|ca|pa|ss|ua)_[A-Za-z0-9]{32,64}/,
    reference: 'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens',
    match: ['shpat_' + sampleHex(32)],
  }),
  tokenDetector({
    name: 'flutterwave_key',
    anchors: ['flwseck', 'flwpubk'],
    pattern: /FLW(?:SECK|PUBK)(?:_TEST)?-[a-h0-9]{12,32}(?:-X)?/i,
    reference: 'https://developer.flutterwave.com/docs/authentication',
    match: ['FLWSECK_TEST-' + sampleHex(32) + '-X'],
  }),
  tokenDetector({
    name: 'easypost_key',
    anchors: ['ezak', 'eztk'],
    pattern: /EZ[AT]K[A-Za-z0-9]{54}/,
    reference: 'https://docs.easypost.com/docs/authentication',
    match: ['EZAK' + sampleText(54)],
  }),
  tokenDetector({
    name: 'shippo_token',
    anchors: ['shippo_live_', 'shippo_test_'],
    pattern: /shippo_(?:live|test)_[a-fA-F0-9]{40}/,
    reference: 'https://docs.goshippo.com/docs/guides_general/authentication/',
    match: ['shippo_live_' + sampleHex(40)],
  }),
  tokenDetector({
    name: 'duffel_token',
    anchors: ['duffel_live_', 'duffel_test_'],
    pattern: /duffel_(?:live|test)_[\w=-]{43}/,
    reference: 'https://duffel.com/docs/guides/getting-started-with-flights',
    match: ['duffel_test_' + sampleText(43)],
  }),
  tokenDetector({
    name: 'plaid_token',
    anchors: ['access-sandbox-', 'access-development-', 'access-production-'],
    pattern: /access-(?:sandbox|development|production)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i,
    reference: 'https://plaid.com/docs/quickstart/glossary/#access-token',
    match: ['access-sandbox-' + [8, 4, 4, 4, 12].map(sampleHex).join('-')],
  }),
  tokenDetector({
    name: 'razorpay_key',
    anchors: ['rzp_live_', 'rzp_test_'],
    pattern: /rzp_(?:live|test)_[A-Za-z0-9]{14,32}/,
    reference: 'https://razorpay.com/docs/api/authentication/',
    match: ['rzp_live_' + sampleText(14)],
  }),
];
