/** What ECS calls an event: https://www.elastic.co/guide/en/ecs/current/ecs-category-field-values-reference.html */
interface Meaning {
  readonly category: readonly string[];
  readonly type: readonly string[];
  readonly outcome?: 'success' | 'failure';
}

const of = (category: string, type: string, outcome?: Meaning['outcome']): Meaning => ({ category: category.split(' '), type: type.split(' '), ...(outcome === undefined ? {} : { outcome }) });

/** Each event of OWASP's vocabulary for logs: https://cheatsheetseries.owasp.org/cheatsheets/Logging_Vocabulary_Cheat_Sheet.html */
const VOCABULARY: Readonly<Record<string, Meaning>> = {
  authn_login_success: of('authentication', 'start', 'success'),
  authn_login_successafterfail: of('authentication', 'start', 'success'),
  authn_login_fail: of('authentication', 'start', 'failure'),
  authn_login_fail_max: of('authentication', 'denied', 'failure'),
  authn_login_lock: of('authentication', 'denied', 'failure'),
  authn_password_change: of('iam', 'change user', 'success'),
  authn_password_change_fail: of('iam', 'change user', 'failure'),
  authn_impossible_travel: of('authentication threat', 'indicator'),
  authn_token_created: of('authentication', 'creation', 'success'),
  authn_token_revoked: of('authentication', 'deletion', 'success'),
  authn_token_reuse: of('authentication threat', 'indicator', 'failure'),
  authn_token_delete: of('authentication', 'deletion', 'success'),
  authz_fail: of('iam', 'denied', 'failure'),
  authz_change: of('iam', 'change', 'success'),
  authz_admin: of('iam', 'admin', 'success'),
  crypt_decrypt_fail: of('intrusion_detection', 'error', 'failure'),
  crypt_encrypt_fail: of('intrusion_detection', 'error', 'failure'),
  excess_rate_limit_exceeded: of('web', 'denied', 'failure'),
  upload_complete: of('file', 'creation', 'success'),
  upload_stored: of('file', 'creation', 'success'),
  upload_validation: of('file malware', 'info'),
  upload_delete: of('file', 'deletion', 'success'),
  input_validation_fail: of('web', 'denied', 'failure'),
  input_validation_discrete_fail: of('web intrusion_detection', 'denied', 'failure'),
  malicious_excess_404: of('web intrusion_detection', 'indicator'),
  malicious_extraneous: of('web intrusion_detection', 'indicator'),
  malicious_attack_tool: of('web intrusion_detection', 'indicator'),
  malicious_sqli: of('web intrusion_detection', 'indicator'),
  malicious_cors: of('web intrusion_detection', 'denied', 'failure'),
  malicious_direct_reference: of('web intrusion_detection', 'denied', 'failure'),
  privilege_permissions_changed: of('iam', 'change', 'success'),
  sensitive_create: of('database', 'creation', 'success'),
  sensitive_read: of('database', 'access', 'success'),
  sensitive_update: of('database', 'change', 'success'),
  sensitive_delete: of('database', 'deletion', 'success'),
  sequence_fail: of('web intrusion_detection', 'denied', 'failure'),
  session_created: of('session', 'start', 'success'),
  session_renewed: of('session', 'info', 'success'),
  session_expired: of('session', 'end', 'success'),
  session_use_after_expire: of('session intrusion_detection', 'denied', 'failure'),
  sys_startup: of('host', 'start'),
  sys_shutdown: of('host', 'end'),
  sys_restart: of('host', 'start'),
  sys_crash: of('host', 'end error', 'failure'),
  sys_monitor_disabled: of('configuration', 'change'),
  sys_monitor_enabled: of('configuration', 'change'),
  user_created: of('iam', 'creation user', 'success'),
  user_updated: of('iam', 'change user', 'success'),
  user_archived: of('iam', 'change user', 'success'),
  user_deleted: of('iam', 'deletion user', 'success'),
};

/** Groups whose names alone say enough, for who has words of their own: `authn_webauthn_fail`. */
const GROUPS: Readonly<Record<string, Meaning>> = {
  authn: of('authentication', 'info'),
  authz: of('iam', 'info'),
  malicious: of('intrusion_detection', 'indicator'),
  privilege: of('iam', 'change'),
};

const NAME = /^([a-z]+)_[a-z0-9_]{1,64}(?=$|[:[ ])/;

/** What an event's name means; it may have its parameters behind a colon: `authn_login_fail:ada`. Undefined for a name that is none of the vocabulary's. */
export function owaspMeaning(event: string): Meaning | undefined {
  const match = NAME.exec(event);
  if (match === null) return undefined;
  const [name, group = ''] = match;
  if (Object.hasOwn(VOCABULARY, name)) return VOCABULARY[name];
  return Object.hasOwn(GROUPS, group) ? GROUPS[group] : undefined;
}
