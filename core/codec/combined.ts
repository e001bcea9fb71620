import type { Codec } from './codec.js';
import { closingQuote, unescape } from './escapes.js';
import { quote } from './fields.js';
import { clfToIso } from './times.js';

/** What makes the text between two quotes differ from its JSON text: escapes, control characters, half surrogate pairs. */
const NEEDS_CARE = /[\\\u0000-\u001f\ud800-\udfff]/;
const TIME_LENGTH = '10/Oct/2000:13:55:36 -0700'.length;
const SPACE = 0x20;

/**
 * Access logs of Apache and nginx, common and combined (httpd.apache.org/docs/current/logs.html). `-` means absent, and 0 for
 * the size. What follows the user agent, as in nginx's `main` format, is kept as the field `rest`.
 */
export function createCombined(): Codec {
  const isoTime = lastTime();
  return { name: 'combined', decode: (record) => decode(record, isoTime) };
}

// Text is added to text, with no object in between: this codec runs at about a microsecond a line.
function decode(record: string, isoTime: (text: string) => string | undefined): string | undefined {
  const clientEnd = record.indexOf(' ');
  const identEnd = record.indexOf(' ', clientEnd + 1);
  if (clientEnd < 1 || identEnd === -1) return undefined;
  // A user name may hold spaces and brackets; the time is where its end is in place.
  let userEnd = record.indexOf(' [', identEnd);
  while (userEnd !== -1 && !record.startsWith('] "', userEnd + 2 + TIME_LENGTH)) userEnd = record.indexOf(' [', userEnd + 1);
  if (userEnd === -1) return undefined;
  const timeEnd = userEnd + 2 + TIME_LENGTH;
  const time = isoTime(record.slice(userEnd + 2, timeEnd));
  const requestEnd = closingQuote(record, timeEnd + 3);
  if (time === undefined || requestEnd === -1) return undefined;

  const status = record.slice(requestEnd + 2, requestEnd + 5);
  if (!isDigits(status) || status.length !== 3 || record.charCodeAt(requestEnd + 1) !== SPACE || record.charCodeAt(requestEnd + 5) !== SPACE) return undefined;
  const sizeEnd = endOfWord(record, requestEnd + 6);
  const size = record.slice(requestEnd + 6, sizeEnd);
  if (size !== '-' && !isDigits(size)) return undefined;

  const plain = !NEEDS_CARE.test(record);
  const request = record.slice(timeEnd + 3, requestEnd);
  const level = status >= '500' ? 'error' : status >= '400' ? 'warn' : 'info';
  let json = `{"time":"${time}","level":"${level}","message":${text(request, plain)},"client.ip":${quote(record.slice(0, clientEnd))}`;
  const ident = record.slice(clientEnd + 1, identEnd);
  if (ident !== '-') json += `,"ident":${quote(ident)}`;
  const user = record.slice(identEnd + 1, userEnd);
  if (user !== '-' && user !== '') json += `,"user":${quote(unescape(user))}`;
  json += requestFields(request, plain);
  json += `,"http.status":${Number(status)},"http.bytes":${size === '-' ? 0 : jsonInteger(size)}`;

  let at = sizeEnd;
  for (const name of ['http.referer', 'http.user_agent']) {
    if (!record.startsWith(' "', at)) break;
    const end = closingQuote(record, at + 2);
    if (end === -1) return undefined;
    const value = record.slice(at + 2, end);
    if (value !== '-') json += `,"${name}":${text(value, plain)}`;
    at = end + 1;
  }
  const rest = record.slice(at).trim();
  if (rest !== '') json += `,"rest":${quote(rest)}`;
  return `${json}}`;
}

/** Method, path and version; nothing of a request line that is none (`-`, a scan in some other protocol). */
function requestFields(request: string, plain: boolean): string {
  const methodEnd = request.indexOf(' ');
  if (methodEnd < 1) return '';
  const versionStart = request.lastIndexOf(' HTTP/');
  const pathEnd = versionStart > methodEnd ? versionStart : request.length;
  const fields = `,"http.method":${text(request.slice(0, methodEnd), plain)},"http.path":${text(request.slice(methodEnd + 1, pathEnd), plain)}`;
  return versionStart > methodEnd ? `${fields},"http.version":${text(request.slice(versionStart + 6), plain)}` : fields;
}

function text(content: string, plain: boolean): string {
  return plain ? `"${content}"` : quote(unescape(content));
}

function isDigits(word: string): boolean {
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return word.length > 0;
}

/** Digits as a JSON number, which has no leading zeros. */
function jsonInteger(digits: string): string {
  return digits.charCodeAt(0) === 0x30 ? digits.replace(/^0+(?=\d)/, '') : digits;
}

function endOfWord(record: string, from: number): number {
  const end = record.indexOf(' ', from);
  return end === -1 ? record.length : end;
}

/** `clfToIso` that remembers its last answer: lines come many to a second. */
function lastTime(): (text: string) => string | undefined {
  let known = '';
  let iso: string | undefined;
  return (text) => {
    if (text !== known) {
      known = text;
      iso = clfToIso(text);
    }
    return iso;
  };
}
