/** Beginnings of what detectors look for: repeated, each makes a detector look as often as can be. */
const PIECES: readonly string[] = [
  'a', '1', '1 ', ' ', 'a@', 'a@a.', 'a@a.co ', 'eyJ', '.eyJ', '_eyJaaaaaaa', '-----BEGIN ', '-----BEGIN PRIVATE KEY-----', 'private key-----', 'password=', 'password="', 'password=\\"', "token='",
  'token=', 'token:', 'token>', '"secret":{', '"secret":["', 'secret=&', 'secret=a,', 'cookie: a=', 'authorization: digest ', 'authorization: x ', 'bearer a', 'basic YTpi', 'a://b:', 'a://b:c@', 'curl -u a:',
  'xoxb-1', 'hooks.slack.com/services/a', 'webhooks/1', 'token Maaaaaaaaaaaaaaaaaaaaaaaa.aaaaaa.', '1:AA', 'SG.1', '4111 ', '4111-', '4111 1111 1111 1111 ', '\\u0040', '[REDACTED:', '\u00e9@', 'EMP-1', 'jwt', 'pwd.', '-token', 'ops_eyJ', '-ZXlK', 'fm2_',
];

/** Texts of so many characters, each made to cost redaction as much as it can. */
export function hostileTexts(size: number): readonly string[] {
  return PIECES.map((piece) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size));
}
