import type { Detector } from '../detector.js';
import { sampleHex, sampleText } from './sample.js';
import { serviceDetector } from './service.js';
import type { ServiceFormat } from './service.js';

const FORMATS: readonly ServiceFormat[] = [
  { name: 'adafruit_io_key', words: ['adafruit'], value: /[\w-]{32}/, sample: sampleText(32), reference: 'https://io.adafruit.com/api/docs/#authentication' },
  { name: 'airtable_key', words: ['airtable'], value: /(?:pat[a-z0-9]{14}\.[a-f0-9]{64}|[a-z0-9]{17})/, sample: 'pat' + sampleText(14) + '.' + sampleHex(64), reference: 'https://support.airtable.com/docs/creating-personal-access-tokens' },
  { name: 'amplitude_key', words: ['amplitude'], value: /[a-f0-9]{32}/, sample: sampleHex(32), reference: 'https://amplitude.com/docs/apis/authentication' },
  { name: 'asana_secret', words: ['asana'], value: /(?:[a-z0-9]{32}|\d{16}|\d\/\d{16}(?::[a-z0-9]{32})?)/, sample: sampleText(32), reference: 'https://developers.asana.com/docs/personal-access-token' },
  { name: 'beamer_token', words: ['beamer'], value: /b_[a-z0-9=_-]{44}/, sample: 'b_' + sampleText(44), reference: 'https://www.getbeamer.com/docs/' },
  { name: 'contentful_key', words: ['contentful'], value: /[\w=-]{43}/, sample: sampleText(43), reference: 'https://www.contentful.com/developers/docs/references/authentication/' },
  { name: 'datadog_key', words: ['datadog', 'dd_api', 'dd_app', 'dd-api-key', 'dd-application-key'], value: /(?:[a-z0-9]{40}|[a-f0-9]{32})/, sample: sampleText(40), reference: 'https://docs.datadoghq.com/account_management/api-app-keys/' },
  { name: 'dropbox_key', words: ['dropbox'], value: /(?:[a-z0-9]{15}|sl\.[\w=-]{135}|[a-z0-9]{11}AAAAAAAAAA[\w=-]{43})/, sample: sampleText(15), reference: 'https://developers.dropbox.com/oauth-guide' },
  { name: 'freshdesk_key', words: ['freshdesk', 'freshservice'], value: /[a-z0-9]{20}/, sample: sampleText(20), reference: 'https://developers.freshdesk.com/api/#authentication' },
  { name: 'hubspot_key', words: ['hubspot', 'hubapi'], value: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, sample: [8, 4, 4, 4, 12].map(sampleHex).join('-'), reference: 'https://developers.hubspot.com/docs/guides/apps/authentication/intro-to-auth' },
  { name: 'intercom_token', words: ['intercom'], value: /(?:[\w=-]{60})/, sample: sampleText(60), reference: 'https://developers.intercom.com/docs/build-an-integration/learn-more/authentication' },
  { name: 'linear_secret', words: ['linear_', 'linear-', 'linearapp', 'linearclient', 'linearsecret', 'lineartoken'], value: /[a-f0-9]{32}/, sample: sampleHex(32), reference: 'https://linear.app/developers/oauth-2-0-authentication' },
  { name: 'looker_secret', words: ['looker'], value: /(?:[a-z0-9]{24}|[a-z0-9]{20})/, sample: sampleText(24), reference: 'https://cloud.google.com/looker/docs/api-auth' },
  { name: 'meraki_key', words: ['meraki'], value: /[0-9a-f]{40}/, sample: sampleHex(40), reference: 'https://developer.cisco.com/meraki/api-v1/authorization/' },
  { name: 'newrelic_id', words: ['new-relic', 'newrelic', 'new_relic'], value: /(?:[a-z0-9]{64}|[a-f0-9]{36}nral|[a-f0-9]{40})/, sample: sampleText(64), reference: 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/' },
  { name: 'opsgenie_key', words: ['opsgenie'], value: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, sample: [8, 4, 4, 4, 12].map(sampleHex).join('-'), reference: 'https://support.atlassian.com/opsgenie/docs/api-key-management/' },
  { name: 'pagerduty_key', words: ['pagerduty', 'pager_duty', 'pd_token'], value: /(?:u\+)?[\w+-]{18,20}(?![\w+-])|[a-f0-9]{32}/, sample: 'u+' + sampleText(18), reference: 'https://support.pagerduty.com/main/docs/api-access-keys' },
  { name: 'pivotaltracker_token', words: ['pivotal'], value: /[a-f0-9]{32}/, sample: sampleHex(32), reference: 'https://www.pivotaltracker.com/help/articles/api_token/' },
  { name: 'rollbar_token', words: ['rollbar'], value: /[a-f0-9]{32}/, sample: sampleHex(32), reference: 'https://docs.rollbar.com/docs/access-tokens' },
  { name: 'segment_key', words: ['segment_write', 'segment_api', 'segment.io'], value: /[a-z0-9]{32,64}/, sample: sampleText(32), reference: 'https://segment.com/docs/connections/find-writekey/' },
  { name: 'sentry_auth_token', words: ['sentry'], value: /[a-f0-9]{64}/, sample: sampleHex(64), reference: 'https://docs.sentry.io/account/auth-tokens/' },
  { name: 'shodan_key', words: ['shodan'], value: /[a-z0-9]{32}/, sample: sampleText(32), reference: 'https://developer.shodan.io/api/requirements' },
  { name: 'splunk_token', words: ['splunk'], value: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, sample: [8, 4, 4, 4, 12].map(sampleHex).join('-'), reference: 'https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector' },
  { name: 'statuspage_key', words: ['statuspage'], value: /(?:[a-f0-9]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/, sample: sampleHex(32), reference: 'https://developer.statuspage.io/#section/Authentication' },
  { name: 'sumologic_key', words: ['sumo'], value: /(?:su[a-z0-9]{12}|[a-z0-9]{64})/, sample: sampleText(64), reference: 'https://help.sumologic.com/docs/manage/security/access-keys/' },
  { name: 'todoist_token', words: ['todoist'], value: /[a-f0-9]{40}/, sample: sampleHex(40), reference: 'https://developer.todoist.com/api/v1/#tag/Authorization' },
  { name: 'trello_key', words: ['trello'], value: /(?:[a-f0-9]{64}|[a-z0-9]{32})/, sample: sampleHex(32), reference: 'https://developer.atlassian.com/cloud/trello/guides/rest-api/api-introduction/' },
  { name: 'virustotal_key', words: ['virustotal', 'vt_api'], value: /[a-f0-9]{64}/, sample: sampleHex(64), reference: 'https://docs.virustotal.com/reference/authentication' },
  { name: 'webflow_token', words: ['webflow'], value: /[a-f0-9]{64}/, sample: sampleHex(64), reference: 'https://developers.webflow.com/data/reference/authentication/site-token' },
  { name: 'zoom_secret', words: ['zoom_'], value: /[a-z0-9]{32}/, sample: sampleText(32), reference: 'https://developers.zoom.us/docs/internal-apps/s2s-oauth/' },
];

/** Credentials of tools for work, watching and selling that only the name beside them gives away. */
export const SERVICE_SAAS_DETECTORS: readonly Detector[] = FORMATS.map(serviceDetector);
