/**
 * Names of members that hold credentials, after OWASP's list of data to exclude from logs:
 * https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude
 * They belong to the detector group `secrets`, whether as a JSON member, a query parameter or `name=value` in text.
 */
export const CREDENTIAL_KEYS: readonly string[] = [
  'password', 'passwd', 'passphrase', 'passcode', 'pwd', 'secret', 'token', 'jwt',
  'authorization', 'proxy_authorization', 'x_api_key', 'x_auth_token', 'x_jfrog_art_api', 'cookie', 'set_cookie', 'cookies',
  'api_key', 'api_secret', 'api_token', 'access_key', 'secret_key', 'secret_access_key', 'private_key', 'private_key_id', 'encryption_key', 'signing_key',
  'access_token', 'refresh_token', 'id_token', 'auth_token', 'client_secret', 'credentials', 'session_id', 'session_token', 'csrf_token', 'xsrf_token',
  'connect.sid', 'jsessionid', 'phpsessid', 'sessid', 'otp', 'cvv', 'cvc', 'cvv2', 'security_code', 'x_amz_signature', 'x_goog_signature',
];

/** Ends of names that suggest a password: `DB_PASSWORD`, `adminPasswd`. Any string but prose is taken for one. */
export const PASSWORD_ENDS: readonly string[] = ['password', 'passwd', 'passphrase', 'passwort', 'pwd', 'db_pass', 'database_pass', 'key_pass', 'user_pass', 'login_pass', 'admin_pass', 'root_pass', 'contrasena', 'contraseña', 'senha', 'wachtwoord', 'mot_de_passe', 'parola', 'heslo', 'salasana', 'lozinka', 'adgangskode', 'pw',
  'lösenord', 'hasło', 'пароль', 'Пароль', '密码', '密碼', 'パスワード', '비밀번호',
];

/** Ends of names that suggest a generated credential: `githubToken`, `stripe-api-key`. Only what looks generated is taken for one. */
export const TOKEN_ENDS: readonly string[] = [
  'token', 'secret', 'credential', 'credentials', 'creds', 'api_key', 'access_key', 'secret_key', 'private_key', 'encryption_key', 'signing_key', 'master_key',
  'account_key', 'auth_key', 'storage_key', 'shared_key', 'secret_id', 'app_key', 'application_key', 'service_key', 'client_key', 'db_key', 'database_key', 'priv_key',
  'subscription_key', 'functions_key', 'session_key', 'hmac_key', 'aes_key', 'ssh_key', 'deploy_key', 'license_key', 'webhook_key', 'integration_key', 'server_key', 'consumer_key', 'sas_key', 'write_key', 'psk', 'secreto', 'secrete', 'pass',
];

/** Literals, lower-case as far as ASCII goes, of which one stands in every common spelling of a name: `api_key` as apikey, api_key, api-key or api.key. */
export function spellings(name: string): readonly string[] {
  const words = name.split(/[-_.]+|(?<=[a-z])(?=[A-Z])/).filter((word) => word !== '').map((word) => word.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
  return words.length < 2 ? words : ['', '_', '-', '.'].map((joint) => words.join(joint));
}
