import * as assert from 'uvu/assert';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('createAssignmentDetector');
const redactor = compileRedaction({ detectors: ['secrets'], keys: { ssn: 'mask', note: 'drop', visible_token: 'keep', id: 'mask' } }).redactor;
const redact = (text: string): string => redactor?.text(text) ?? text;
const token = 'q7' + 'Xp'.repeat(3) + 'z9Lm41';

test('finds a password in the notations that logs mix', () => {
  const mask = '[REDACTED:password]';
  for (const [text, expected] of [
    ['password=hunter2', `password=${mask}`],
    ['user=bob password=hunter2 ip=1', `user=bob password=${mask} ip=1`],
    ['password: hunter2, next', `password: ${mask}, next`],
    ['DB_PASSWORD="a b c" x', `DB_PASSWORD="${mask}" x`],
    ['spring.datasource.password=hunter2', `spring.datasource.password=${mask}`],
    ['POST {"user":"bob","password":"hunter2"}', `POST {"user":"bob","password":"${mask}"}`],
    ['{\\"password\\":\\"hunter2\\",\\"a\\":1}', `{\\"password\\":\\"${mask}\\",\\"a\\":1}`],
    ['{"password": 12345}', `{"password": "${mask}"}`],
    ['{"password": {"old": "a", "new": "}"}, "b": 1}', `{"password": "${mask}", "b": 1}`],
    ["{'password': 'hunter2'}", `{'password': '${mask}'}`],
    [':password=>"hunter2"', `:password=>"${mask}"`],
    ['/login?user=bob&password=hunter2&x=1', `/login?user=bob&password=${mask}&x=1`],
    ['User{name=bob, password=hunter2}', `User{name=bob, password=${mask}}`],
    ['mysql --password hunter2 db', `mysql --password ${mask} db`],
    ['<password>hunter2</password>', `<password>${mask}</password>`],
    ['<add key="Password" value="hunter2" />', `<add key="Password" value="${mask}" />`],
    ['line one\\npassword=hunter2\\nline two', `line one\\npassword=${mask}\\nline two`],
    ['password="cut off here', `password="${mask}`],
    ['password=abc,def;ghi', `password=${mask}`],
  ] as const) assert.is(redact(text), expected);
});

test('finds passwords and tokens whose name has a suffix', () => {
  for (const [text, expected] of [
    ['password_prod=hunter2', 'password_prod=[REDACTED:password]'],
    ['user[password]=hunter2&user[password_confirmation]=hunter2', 'user[password]=[REDACTED:password]&user[password_confirmation]=[REDACTED:password]'],
    ['my_password_super_secure = "a b c"', 'my_password_super_secure = "[REDACTED:password]"'],
    [`my_secret_v2 = "${token}"`, 'my_secret_v2 = "[REDACTED:secret]"'],
    [`SECRET_KEY_BASE: ${token}`, 'SECRET_KEY_BASE: [REDACTED:secret_key]'],
    [`{"apiKey2":"${token}"}`, '{"apiKey2":"[REDACTED:api_key]"}'],
    ['char secret[32] = "h(n{t]r$2x";', 'char secret[32] = "[REDACTED:secret]";'],
    ['apikey_myservice: "m{h(n]t$r$x"', 'apikey_myservice: "[REDACTED:credential]"'],
  ] as const) assert.is(redact(text), expected);
  for (const text of ['password_length=12', 'password_policy: strong', 'password_reset_url=https://x.example/reset', 'token_type_2=bearer-tokens', 'secret_version_old=v2', 'token_map: "map[string]string{}"', 'token_provider = "createProvider($a, #b)"']) {
    assert.is(redact(text), text);
  }
});

test('finds a password where it is written for a form, a URL, HTML, XML or SQL', () => {
  const mask = '[REDACTED:password]';
  for (const [text, expected] of [
    ['form-data; name="password"\r\n\r\nhunter2\r\n--x', `form-data; name="password"\r\n\r\n${mask}\r\n--x`],
    ['name=\\"password\\"\\r\\n\\r\\nhunter2\\r\\n', `name=\\"password\\"\\r\\n\\r\\n${mask}\\r\\n`],
    ['next=%2Flogin%3Fpassword%3Dhunter2%26x%3D1', `next=%2Flogin%3Fpassword%3D${mask}%26x%3D1`],
    ['q=%7B%22password%22%3A%22hunter2%22%7D', `q=%7B%22password%22%3A%22${mask}%22%7D`],
    ['{&quot;password&quot;:&quot;hunter2&quot;}', `{&quot;password&quot;:&quot;${mask}&quot;}`],
    ['<password type="plain">hunter2</password>', `<password type="plain">${mask}</password>`],
    ['<input name="password" value="hunter2">', `<input name="password" value="${mask}">`],
    ["CREATE LOGIN x WITH PASSWORD = N'hunter2'", `CREATE LOGIN x WITH PASSWORD = N'${mask}'`],
  ] as const) assert.is(redact(text), expected);
  for (const text of ['say "password"\n\nPlease', '<password>${PASSWORD}</password>', 'name="token"\r\n\r\nexpired']) assert.is(redact(text), text);
});

test('leaves comparisons and calls in code', () => {
  for (const text of ['if (token > Limits.LastReservedWordOfAll2)', 'secret > 12 chars, retry99', 'token = store.sign(claims2, key)', 'accessToken = await client.getToken3(scope)', 'token_terminator = "(?=x$|y^)[%s]"']) assert.is(redact(text), text);
  assert.is(redact(`<api:token>${token}</api:token>`), '<api:token>[REDACTED:token]</api:token>');
  assert.is(redact(`<setting name="api_token">${token}</setting>`), '<setting name="api_token">[REDACTED:api_token]</setting>');
});

test('finds passwords in other languages, and behind wide marks', () => {
  for (const [text, name] of [['senha=hunter2', 'senha'], ['"mot_de_passe": "hunter2"', 'mot_de_passe'], ['lösenord: hunter2', 'lösenord'], ['Пароль: hunter2', 'Пароль'], ['请输入密码：hunter2，谢谢', '密码'], ['パスワード=hunter2', 'パスワード'], ['password：hunter2', 'password']] as const) {
    assert.is(redact(text), text.replace('hunter2', `[REDACTED:${name}]`));
  }
});

test('finds headers with their scheme, and cookies to their end', () => {
  assert.is(redact('Authorization: Token abcdef HTTP'), 'Authorization: Token [REDACTED:authorization] HTTP');
  assert.is(redact('authorization: Digest username="bob", response="12"'), 'authorization: Digest [REDACTED:authorization]');
  assert.is(redact('Cookie: a=1; theme=dark\r\nHost: x'), 'Cookie: [REDACTED:cookie]\r\nHost: x');
  assert.is(redact("-H 'Cookie: a=1; b=2' https://x/"), "-H 'Cookie: [REDACTED:cookie]' https://x/");
});

test('wants a token to look like one, unless it is stated as data', () => {
  assert.is(redact(`githubToken = "${token}"`), 'githubToken = "[REDACTED:token]"');
  assert.is(redact(`export STRIPE_API_KEY=${token}`), 'export STRIPE_API_KEY=[REDACTED:api_key]');
  assert.is(redact('/cb?token=abc'), '/cb?token=[REDACTED:token]');
  for (const text of ['token: expired', 'next token: retry later', 'secret: db-credentials-v2', 'loaded secret "db" version 6', 'token_ttl=3600', 'tokens=512', 'api_key_rotation=enabled']) {
    assert.is(redact(text), text);
  }
});

test('finds the value of a comparison on either side of the name, and one in quotes right behind it', () => {
  const mask = '[REDACTED:password]';
  assert.is(redact('if (my_password == "hunter2") {'), `if (my_password == "${mask}") {`);
  assert.is(redact("if ('hunter2' !== my_password) {"), `if ('${mask}' !== my_password) {`);
  assert.is(redact('password "hunter2";'), `password "${mask}";`);
  assert.is(redact('NSString *password = @"hunter2";'), `NSString *password = @"${mask}";`);
  for (const text of ['if (password == other)', 'password == null', 'x = "hunter2" == user']) assert.is(redact(text), text);
});

test('takes what can only be random behind a name with a credential in it', () => {
  const random = ['q7Xp2Lm9', 'Rt4Vz8Kw', 'Jc6'].join('');
  assert.is(redact(`todo_secret_do_not_commit = ${random}`), 'todo_secret_do_not_commit = [REDACTED:credential]');
  for (const text of ['token_id=78594dcf-012f-40cd-94c6-e840322e89f6', 'secret_name=db-credentials-v2', 'secret_store_path=/run/secrets/db1', 'token_hits=1234567890123456']) assert.is(redact(text), text);
});

test('leaves prose, templates, folders and placeholders', () => {
  for (const text of ['Failed password for root from 1.2.3.4', 'password: required', 'password=${DB_PASSWORD}', 'password=****', 'password=<your password>', 'password=$PASSWORD', 'PWD=/home/ada ; USER=root', 'password=[REDACTED:password]', 'password=%s']) {
    assert.is(redact(text), text);
  }
});

test('applies the keys of the config, with their actions', () => {
  assert.is(redact('ssn=123-45-6789 x'), 'ssn=[REDACTED:ssn] x');
  assert.is(redact('{"user":{"SSN":"123"}}'), '{"user":{"SSN":"[REDACTED:ssn]"}}');
  assert.is(redact('note="call back" ok'), 'note="" ok');
  assert.is(redact('id=7 grid=7'), 'id=[REDACTED:id] grid=7');
  assert.is(redact(`visible_token=${token}`), `visible_token=${token}`);
});

test('finds what a call is given, and one long word in quotes behind a plain name', () => {
  assert.is(redact('user.setPassword("hunter2")'), 'user.setPassword("[REDACTED:password]")');
  assert.is(redact(`client.withToken('${token}')`), "client.withToken('[REDACTED:token]')");
  assert.is(redact('api_key = "plumtreehouse"'), 'api_key = "[REDACTED:api_key]"');
  assert.is(redact(`secret_access_key "${token}"`), 'secret_access_key "[REDACTED:secret_access_key]"');
  for (const text of ['getToken("name")', 'token = "not set"', 'api_key: "missing"', 'secret "db-credentials-v2" is there', 'password("required")', "of ['access_token', 'refresh_token']", "f('no token').toString('base64')"]) assert.is(redact(text), text);
});

test('takes a password for one behind any name with its word, and a key where it can only be random', () => {
  assert.is(redact('password_office=JN4JBEAN7x'), 'password_office=[REDACTED:credential]');
  assert.is(redact('db_key_office = "q7Xp2Lm9Rt4V"'), 'db_key_office = "[REDACTED:credential]"');
  assert.is(redact('if ("q7Xp2Lm9Rt4V" == password_of_eve)'), 'if ("[REDACTED:credential]" == password_of_eve)');
  assert.is(redact('contraseña: hunter2'), 'contraseña: [REDACTED:contraseña]');
  for (const text of ['password_expires=2027-01-01', 'pwd_policy=strict', 'password_grant = ResourceOwnerPasswordGrant(', 'access_key_age_days=90', 'token_bucket_size=4096']) assert.is(redact(text), text);
});

test('follows a long value to its end', () => {
  const long = 'a1b2'.repeat(1000);
  assert.is(redact(`password=${long} end`), 'password=[REDACTED:password] end');
});

test.run();
