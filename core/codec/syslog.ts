import type { Codec, CodecChoice } from './codec.js';
import { quote, type Fields } from './fields.js';
import { withMessage } from './message.js';
import { parseStructuredData } from './structured-data.js';
import { isIsoTime, rfc3164ToIso } from './times.js';

// RFC 5424, 6.2.1. The words of facilities are those of syslog.conf(5).
const FACILITIES = [
  'kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp', 'ntp', 'audit', 'alert', 'clock',
  'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7',
] as const;
const SEVERITIES = ['critical', 'critical', 'critical', 'error', 'warn', 'info', 'info', 'debug'] as const;

const PRI = /^<(\d{1,3})>/;
const HEADER_5424 = /^1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?=[-[])/;
const TIME_3164 = /^[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?(?= )/;
const TIME_ISO = /^\d{4}-\d\d-\d\dT[\d:.+Z-]{8,30}(?= )/;
const HOST = /^([^\s:[\]]{1,255}|[\da-fA-F:.]{2,45}) (?=\S)/;
const TAG = /^([^\s:[\]]{1,128})(?:\[([^\s[\]]{1,64})\])?:(?: |$)/;

/**
 * RFC 5424, and what RFC 3164 describes: with or without the priority, which files like /var/log/auth.log leave out, and with
 * its own time or an ISO 8601 one. Fields: time, level and facility of the priority, host, logger (the tag or APP-NAME), pid,
 * msgid, structured_data. A record with neither a priority nor a time does not fit.
 */
export function createSyslog(then: CodecChoice, now: () => number): Codec {
  return {
    name: 'syslog',
    decode(record) {
      const fields: Fields = new Map();
      const priority = PRI.exec(record);
      if (priority !== null && !setPriority(fields, Number(priority[1]))) return undefined;
      const rest = record.slice(priority?.[0].length ?? 0);
      const message = (priority === null ? undefined : readHeader5424(rest, fields)) ?? readHeader3164(rest, fields, now);
      if (priority === null && !fields.has('time')) return undefined;
      return withMessage(fields, message, then);
    },
  };
}

function setPriority(fields: Fields, priority: number): boolean {
  const facility = FACILITIES[priority >> 3];
  const level = SEVERITIES[priority & 7];
  if (facility === undefined || level === undefined) return false;
  fields.set('level', quote(level)).set('facility', quote(facility));
  return true;
}

/** Reads the header of RFC 5424 into `fields` and gives the message; undefined, with `fields` as they were, where there is none. */
function readHeader5424(text: string, fields: Fields): string | undefined {
  const header = HEADER_5424.exec(text);
  if (header === null) return undefined;
  const [whole, time = '', host = '', app = '', pid = '', id = ''] = header;
  const data = parseStructuredData(text, whole.length);
  if (data === undefined || (time !== '-' && !isIsoTime(time))) return undefined;
  for (const [name, value] of [['time', time], ['host', host], ['logger', app], ['pid', pid], ['msgid', id]] as const) {
    if (value !== '-') fields.set(name, quote(value));
  }
  if (data.json !== undefined) fields.set('structured_data', data.json);
  return text.slice(data.end + 1).replace(/^\ufeff/, '');
}

/** Reads as much of a 3164 header as there is; all else is message, as its section 4.3 asks. */
function readHeader3164(text: string, fields: Fields, now: () => number): string {
  const time = TIME_3164.exec(text)?.[0] ?? TIME_ISO.exec(text)?.[0];
  if (time === undefined) return setTag(text, fields);
  const iso = isIsoTime(time) ? time : rfc3164ToIso(time, now());
  if (iso === undefined) return text;
  fields.set('time', quote(iso));
  const rest = text.slice(time.length + 1);
  // What local programs send has no host: the tag follows the time at once.
  const host = TAG.test(rest) ? undefined : HOST.exec(rest);
  if (host?.[1] !== undefined) fields.set('host', quote(host[1]));
  return setTag(rest.slice(host?.[0].length ?? 0), fields);
}

function setTag(text: string, fields: Fields): string {
  const [whole = '', tag, pid] = TAG.exec(text) ?? [];
  if (tag !== undefined) fields.set('logger', quote(tag));
  if (pid !== undefined) fields.set('pid', quote(pid));
  return text.slice(whole.length);
}
