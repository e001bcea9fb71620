import { isAlphanumeric } from '../detector.js';
import type { Detector, Finding } from '../detector.js';
import { isPlaceholder } from '../placeholder.js';
import { looksGenerated, looksTemplated } from '../strength.js';
import { sampleText } from './sample.js';

const BEARER = /bearer[ \t:=]{1,4}([\w.~+/=-]{6,256})/iy;
const BEARER_REST = /[\w.~+/=-]{0,16384}/y;
const BASIC = /basic[ \t:]{1,4}([A-Za-z0-9+/_-]{4,4096}={0,2})/iy;
const AUTHORIZATION = /authorization["'\\]{0,4}[ \t]{0,4}[:=][ \t"'\\]{0,4}$/i;

/** Whether `authorization:` leads up to `at`: then what follows is a credential, whatever it looks like. */
function followsAuthorization(text: string, at: number): boolean {
  return AUTHORIZATION.test(text.slice(Math.max(0, at - 32), at));
}

function findBearer(text: string, at: number): Finding | undefined {
  BEARER.lastIndex = at;
  const found = BEARER.exec(text);
  const token = found?.[1];
  if (token === undefined || looksTemplated(token)) return undefined;
  if (!looksGenerated(token) && !followsAuthorization(text, at)) return undefined;
  BEARER_REST.lastIndex = BEARER.lastIndex;
  BEARER_REST.test(text);
  return { start: BEARER.lastIndex - token.length, end: BEARER_REST.lastIndex };
}

/** `user:password` in base64. Decoding it tells a credential from the word after "basic". */
function findBasic(text: string, at: number): Finding | undefined {
  BASIC.lastIndex = at;
  const found = BASIC.exec(text);
  const token = found?.[1];
  if (token === undefined) return undefined;
  const decoded = Buffer.from(token.slice(0, 1024), 'base64').toString('latin1');
  if (!/^[^\x00-\x1f\x7f:]{0,256}:[^\x00-\x1f\x7f]*$/.test(decoded) && !(followsAuthorization(text, at) && looksGenerated(token))) return undefined;
  return { start: BASIC.lastIndex - token.length, end: BASIC.lastIndex };
}

const USERINFO_REACH = 1024;
const USERINFO = /:\/\/([^\s/?#"'<>`|]{1,1024})/y;

/**
 * The password of `scheme://user:password@`, and the user where it is a token itself. The last @ before the path ends the
 * userinfo, so that a password may hold one.
 */
function findUserinfo(text: string, at: number): Finding | undefined {
  if (at === 0 || !isAlphanumeric(text.charCodeAt(at - 1))) return undefined;
  USERINFO.lastIndex = at;
  const authority = USERINFO.exec(text)?.[1];
  if (authority === undefined || authority.length >= USERINFO_REACH) return undefined;
  const close = authority.lastIndexOf('@');
  if (close <= 0) return undefined;
  const userinfo = authority.slice(0, close);
  const colon = userinfo.indexOf(':');
  const user = colon < 0 ? userinfo : userinfo.slice(0, colon);
  const password = colon < 0 ? '' : userinfo.slice(colon + 1);
  const begin = at + 3;
  if (isPlaceholder(userinfo) || isPlaceholder(password)) return undefined;
  if (isUserToken(user, password)) return { start: begin, end: begin + close };
  if (password === '' || looksTemplated(password)) return undefined;
  return { start: begin + colon + 1, end: begin + close };
}

/** Services that take a token in place of the user name, with a fixed or no password beside it. */
function isUserToken(user: string, password: string): boolean {
  if (password !== '' && password !== 'x-oauth-basic' && !/^[0-9a-f]{8}$/.test(password)) return false;
  return (user.length >= 20 && !/@|%40/.test(user) && looksGenerated(user)) || (password !== '' && /^[0-9a-f]{8}$/.test(user));
}

const CURL_USER = /(?:-u|--user)[ =]{1,4}["']?([^\s:"'$]{0,128}"?:"?)([^\s"']{1,256})/y;
const CURL_REACH = 512;

function findCurlUser(text: string, at: number): Finding | undefined {
  CURL_USER.lastIndex = at + 1;
  const found = CURL_USER.exec(text);
  const password = found?.[2];
  if (password === undefined || (looksTemplated(password) && !looksGenerated(password.replace(/^\{|\}$/g, '')))) return undefined;
  if (!text.slice(Math.max(0, at - CURL_REACH), at).toLowerCase().includes('curl')) return undefined;
  return { start: CURL_USER.lastIndex - password.length, end: CURL_USER.lastIndex };
}

/** Credentials where HTTP carries them: the Authorization header, the URL, curl's options. */
export const HTTP_CREDENTIAL_DETECTORS: readonly Detector[] = [
  {
    name: 'bearer_token',
    group: 'secrets',
    anchors: ['bearer'],
    reference: 'https://www.rfc-editor.org/rfc/rfc6750#section-2.1',
    examples: { match: ['Authorization: Bearer ' + sampleText(24), 'bearer ' + sampleText(40)], noMatch: ['the bearer token expired', 'Bearer ${TOKEN}'] },
    find: findBearer,
  },
  {
    name: 'basic_credentials',
    group: 'secrets',
    anchors: ['basic'],
    reference: 'https://www.rfc-editor.org/rfc/rfc7617#section-2',
    examples: { match: ['Authorization: Basic ' + Buffer.from('ada:' + sampleText(9)).toString('base64')], noMatch: ['Basic authentication failed', 'basic authorization'] },
    find: findBasic,
  },
  {
    name: 'url_password',
    group: 'secrets',
    anchors: ['://'],
    needs: '@',
    reference: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
    examples: {
      match: ['postgres://app:' + sampleText(9) + '@db:5432/shop', 'https://' + sampleText(40) + '@github.com/a/b'],
      noMatch: ['https://example.com:8080/@scope', 'postgres://app:${DB_PASSWORD}@db/shop', 'ssh://git@host/x'],
    },
    find: findUserinfo,
  },
  {
    name: 'curl_password',
    group: 'secrets',
    anchors: [' -u ', ' --user '],
    reference: 'https://curl.se/docs/manpage.html#-u',
    examples: { match: ["curl -s --user 'api:" + sampleText(12) + "' https://host/"], noMatch: ['curl -u "$USER:$PASSWORD" https://host/', 'sort -u a:b'] },
    find: findCurlUser,
  },
];
