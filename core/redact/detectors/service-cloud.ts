import type { Detector } from '../detector.js';
import { sampleHex, sampleText, sampleUpper } from './sample.js';
import { serviceDetector } from './service.js';
import type { ServiceFormat } from './service.js';

const FORMATS: readonly ServiceFormat[] = [
  { name: 'aws_secret_access_key', words: ['aws'], value: /[a-z0-9/+]{40}/, sample: sampleText(40), reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html' },
  { name: 'alibaba_secret_key', words: ['alibaba', 'aliyun'], value: /[a-z0-9]{30}/, sample: sampleText(30), reference: 'https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair' },
  { name: 'ibm_cloud_key', words: ['ibm_', 'ibm-', 'ibmcloud', 'ibmapi', 'ibmkey', 'ibmtoken', 'bluemix', 'cloud_iam', 'cloud-iam', 'cloudiam', 'iam_api', 'iam-api', 'iam_key', 'iam-key', 'iam_pass', 'iam_token', 'cloud_key', 'cloud_api'], value: /[\w-]{44}/, sample: sampleText(44), reference: 'https://cloud.ibm.com/docs/account?topic=account-userapikey' },
  { name: 'ibm_cos_secret', words: ['hmac', 'cos_secret', 'cos-secret', 'cos_key', 'ibm_cos', 'ibm-cos'], value: /[a-f0-9]{48}/, sample: sampleHex(48), reference: 'https://cloud.ibm.com/docs/cloud-object-storage?topic=cloud-object-storage-uhc-hmac-credentials-main' },
  { name: 'softlayer_key', words: ['softlayer', 'sl_api', 'sl-api', 'sl_key', 'sl-key', 'sl_pass', 'sl-pass', 'sl_token', 'sl-token', 'slapikey'], value: /[a-z0-9]{64}/, sample: sampleHex(64), reference: 'https://sldn.softlayer.com/article/authenticating-softlayer-api/' },
  { name: 'cloudant_password', words: ['cloudant', 'clou_', 'clou-', 'cl_key', 'cl-key', 'cl_pass', 'cl-pass', 'cl_pw', 'cl-pw', 'cl_api', 'cl-api', 'cl_token'], value: /[0-9a-f]{64}/, sample: sampleHex(64), reference: 'https://cloud.ibm.com/docs/Cloudant?topic=Cloudant-work-with-your-account#authentication' },
  { name: 'cloudant_key', words: ['cloudant', 'clou_', 'clou-', 'cl_key', 'cl-key', 'cl_pass', 'cl-pass', 'cl_pw', 'cl-pw', 'cl_api', 'cl-api', 'cl_token'], value: /[a-z]{24}/, wordy: true, sample: 'qwxzkvbn'.repeat(3), reference: 'https://cloud.ibm.com/docs/Cloudant?topic=Cloudant-work-with-your-account#authentication' },
  { name: 'linode_token', words: ['linode'], value: /[a-f0-9]{64}/, sample: sampleHex(64), reference: 'https://techdocs.akamai.com/linode-api/reference/get-started#personal-access-tokens' },
  { name: 'hetzner_token', words: ['hetzner', 'hcloud'], value: /[a-z0-9]{64}/, sample: sampleText(64), reference: 'https://docs.hetzner.com/cloud/api/getting-started/generating-api-token/' },
  { name: 'vultr_key', words: ['vultr'], value: /[A-Z0-9]{36}/, sample: sampleUpper(36), reference: 'https://www.vultr.com/api/#section/Authentication' },
  { name: 'scaleway_secret_key', words: ['scaleway', 'scw_'], value: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, sample: [8, 4, 4, 4, 12].map(sampleHex).join('-'), reference: 'https://www.scaleway.com/en/docs/iam/concepts/#api-key' },
  { name: 'ovh_secret', words: ['ovh_', 'ovhcloud', 'ovh-'], value: /[a-z0-9]{32}/, sample: sampleText(32), reference: 'https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api' },
  { name: 'tencent_secret_key', words: ['tencent', 'qcloud'], value: /[a-z0-9]{32}/, sample: sampleText(32), reference: 'https://www.tencentcloud.com/document/product/598/32675' },
  { name: 'yandex_token', words: ['yandex'], value: /(?:t1\.[\w-]{1,400}={0,2}\.[\w-]{86}={0,2}|YC[\w-]{38}|y[0-3]_[\w-]{55,60})/, sample: 'YC' + sampleText(38), reference: 'https://yandex.cloud/docs/iam/concepts/authorization/iam-token' },
  { name: 'cloudflare_key', words: ['cloudflare'], value: /(?:[a-f0-9]{37}|[\w-]{40})/, sample: sampleHex(37), reference: 'https://developers.cloudflare.com/fundamentals/api/get-started/keys/' },
  { name: 'fastly_token', words: ['fastly'], value: /[\w=-]{32}/, sample: sampleText(32), reference: 'https://www.fastly.com/documentation/guides/account-info/user-and-account-management/using-api-tokens/' },
  { name: 'heroku_api_key', words: ['heroku'], value: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, sample: [8, 4, 4, 4, 12].map(sampleHex).join('-'), reference: 'https://devcenter.heroku.com/articles/platform-api-quickstart#authentication' },
  { name: 'netlify_access_token', words: ['netlify'], value: /[\w=-]{40,46}/, sample: sampleText(43), reference: 'https://docs.netlify.com/api/get-started/#authentication' },
  { name: 'vercel_access_token', words: ['vercel'], value: /[a-z0-9]{24}/, sample: sampleText(24), reference: 'https://vercel.com/docs/rest-api/authentication' },
  { name: 'ngrok_token', words: ['ngrok'], value: /[a-z0-9]{20,30}_[a-z0-9]{20,24}/, sample: sampleText(27) + '_' + sampleText(21), reference: 'https://ngrok.com/docs/agent/#authtokens' },
  { name: 'upstash_token', words: ['upstash'], value: /[a-z0-9=_-]{36,120}/, sample: sampleText(60), reference: 'https://upstash.com/docs/devops/developer-api/authentication' },
  { name: 'confluent_key', words: ['confluent'], value: /(?:[a-z0-9]{64}|[a-z0-9]{16})/, sample: sampleText(64), reference: 'https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html' },
  { name: 'atlassian_api_token', words: ['atlassian', 'confluence', 'jira'], value: /[a-z0-9]{24}/, sample: sampleText(24), reference: 'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/' },
  { name: 'bitbucket_secret', words: ['bitbucket'], value: /(?:[\w=-]{64}|[a-z0-9]{32})/, sample: sampleText(32), reference: 'https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/' },
  { name: 'gitlab_deploy_token', words: ['gitlab'], value: /[\w-]{20}/, sample: sampleText(20), reference: 'https://docs.gitlab.com/user/project/deploy_tokens/' },
  { name: 'codecov_token', words: ['codecov'], value: /(?:[a-z0-9]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/, sample: sampleHex(32), reference: 'https://docs.codecov.com/docs/codecov-tokens' },
  { name: 'droneci_token', words: ['droneci', 'drone_'], value: /[a-z0-9]{32}/, sample: sampleText(32), reference: 'https://docs.drone.io/api/overview/' },
  { name: 'travisci_token', words: ['travis'], value: /[\w-]{22}/, sample: sampleText(22), reference: 'https://docs.travis-ci.com/user/triggering-builds/' },
  { name: 'circleci_api_token', words: ['circleci', 'circle_'], value: /[a-f0-9]{40}/, sample: sampleHex(40), reference: 'https://circleci.com/docs/managing-api-tokens/' },
  { name: 'jfrog_key', words: ['jfrog', 'artifactory', 'bintray', 'xray'], value: /(?:[a-z0-9]{73}|[a-z0-9]{64})/, sample: sampleText(64), reference: 'https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens' },
  { name: 'crates_token', words: ['crates', 'cargo'], value: /cio[a-z0-9]{32}/, sample: 'cio' + sampleText(32), reference: 'https://doc.rust-lang.org/cargo/reference/publishing.html' },
  { name: 'snyk_api_token', words: ['snyk'], value: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, sample: [8, 4, 4, 4, 12].map(sampleHex).join('-'), reference: 'https://docs.snyk.io/snyk-api/authentication-for-api' },
  { name: 'sonar_login', words: ['sonar'], value: /(?:sq[upa]_)?[a-z0-9=_-]{40}/, sample: sampleHex(40), reference: 'https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/' },
  { name: 'sourcegraph_key', words: ['sourcegraph'], value: /[a-f0-9]{40}/, sample: sampleHex(40), reference: 'https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token' },
  { name: 'sidekiq_secret', words: ['bundle_enterprise__contribsys__com', 'bundle_gems__contribsys__com'], value: /[a-f0-9]{8}:[a-f0-9]{8}/, sample: sampleHex(8) + ':' + sampleHex(8), wordy: true, reference: 'https://github.com/sidekiq/sidekiq/wiki/Commercial-FAQ' },
  { name: 'launchdarkly_key', words: ['launchdarkly'], value: /(?:(?:sdk|api|mob)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w=-]{40})/, sample: sampleText(40), reference: 'https://launchdarkly.com/docs/home/account/api' },
  { name: 'okta_token', words: ['okta'], value: /(?:00[\w=-]{40}|[\w=-]{42})/, sample: '00' + sampleText(40), reference: 'https://developer.okta.com/docs/guides/create-an-api-token/main/' },
  { name: 'auth0_secret', words: ['auth0'], value: /[\w-]{64}/, sample: sampleText(64), reference: 'https://auth0.com/docs/get-started/applications/application-settings' },
  { name: 'azure_devops_token', words: ['azure_devops', 'azuredevops', 'azdo', 'vsts', 'system_accesstoken'], value: /[a-z2-7]{52}/, sample: 'abcdefghijklmnopqrstuvwxyz'.repeat(2), reference: 'https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate' },
  { name: 'azure_key', words: ['azure'], value: /(?:[a-f0-9]{32}|[a-z0-9+/]{86}==)/, sample: sampleHex(32), reference: 'https://learn.microsoft.com/azure/ai-services/authentication' },
];

/** Credentials of clouds, hosts and build services that only the name beside them gives away. */
export const SERVICE_CLOUD_DETECTORS: readonly Detector[] = FORMATS.map(serviceDetector);
