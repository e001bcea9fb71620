import { isAlphanumeric } from '../detector.js';
import type { Detector, Finding } from '../detector.js';
import { placeholderEnd } from '../placeholder.js';
import type { ValueRule } from '../rule.js';
import { couldBePassword, looksGenerated, looksRandom, looksTemplated } from '../strength.js';
import { sampleText } from './sample.js';
import { bareValueEnd, headerValue, quotedValueEnd, structureEnd } from './value-extent.js';

const NAME_REACH = 80;
const OPENING = String.raw`\\{0,7}["'\u0060]`;
const LINE_END = String.raw`(?:\r?\n|\\{1,4}r\\{1,4}n|\\{1,4}n)`;
/** As URLs within URLs, and HTML, write what is around a value. */
const WRITTEN = String.raw`(?:%22)?%3[AaDd](?:%22)?|(?:&quot;|&#34;)\s?[:=]\s?(?:&quot;|&#34;)`;
/** Attributes, and the end of an element's tag. */
const TAG_END = String.raw`(?:\s[\w:.-]{1,30}=(?:"[^"<>]{0,120}"|'[^'<>]{0,120}')){0,4}\s?>(?:\s|\\[nrt]){0,8}`;
const IS_TAG_END = /^(?:\s.*)?>/s;
/** What may stand between a name and its value: the quote that closes the name, the operator, the quote that opens the value. */
const OPERATOR = new RegExp(
  String.raw`(${OPENING})?(?:\[?\d{0,5}\])?(?: string)?[ \t]{0,8}([!=]={1,2}(?=[ \t]{0,8}["'])|=>|:{0,3}=|[?.]=|[:=\uff1a\uff1d]|[ \t]{1,4}value=|${TAG_END}|${WRITTEN}|${LINE_END}{2}|,(?=[ \t]{0,4}${OPENING})|(?=["'][^"']{1,128}["'];)|(?<=[ \t])(?=["'][^"'\s]{8,128}["'])|\((?=["'][^"'\s]{1,128}["']))[ \t]{0,8}(?:(?:@|[NnUuBbRrEeFf]{1,2})(?=["']))?(${OPENING})?`, 'y');
/** A command line option takes its value after a blank. */
const OPTION = new RegExp(String.raw`()([ \t]{1,4})(?!-)(${OPENING})?`, 'y');

/** A comparison may have the value before the name. */
const COMPARED = /(["'])([^"'\s]{1,128})\1[ \t]{0,4}[!=]={1,2}[ \t]{0,4}$/;
const COMPARED_REACH = 140;

/** Names with a credential's word in them that end in none: `secret_do_not_commit`. */
const SUGGESTIVE = /secret|token|passw|pwd|contrase|credential|(?:api|app|application|access|account|auth|client|database|db|priv|private|service)[-_]?key/i;

const PASSWORD = /passw|pwd|contrase/i;

/** How far a value is looked at to tell what it is; one that is a credential is then followed to its end. */
const GLANCE = 128;
const LONGEST_VALUE = 65_536;

/** Names whose value, without quotes, may go on after a blank. */
const HEADERS = /^(?:proxy[-_]?)?authorization$|^(?:set[-_]?)?cookies?$/i;

/** A value in quotes that ends a statement: `private_key "x";` */
const STATEMENT = /^[^"']{1,128}["'];/;
const STATEMENT_REACH = 130;

/** Line ends alone part a value from its name in the parts of a form: RFC 7578. */
const FORM_NAME = /name=\\{0,7}["']$/;
const FORM_REACH = 14;

/** A name with a rule, what links it to its value, and where that begins. */
interface Assignment {
  readonly name: string;
  readonly rule: ValueRule;
  readonly start: number;
  readonly operator: string;
  /** The quote after the name. */
  readonly closing: string | undefined;
  /** The quote before the value. */
  readonly opening: string | undefined;
  /** A member of JSON within the text, or a query parameter. */
  readonly isMember: boolean;
  /** Written `name=value`: data, while `name: value` occurs in prose too. */
  readonly isTight: boolean;
  /** Nothing but a blank stands between: `secret "x"`, as prose has it too. */
  readonly isLoose: boolean;
}

/** Of contraseña, lösenord and hasło. */
const LATIN: ReadonlySet<number> = new Set([0xf1, 0xf6, 0x142]);

function isNameCharacter(code: number): boolean {
  return isAlphanumeric(code) || code === 95 || code === 45 || code === 46 || LATIN.has(code) || (code >= 0x400 && code <= 0x4ff);
}

/** Kana, Chinese and Korean letters: they part no words, so a name in them may begin within a sentence. */
function isEastern(code: number): boolean {
  return (code >= 0x3040 && code <= 0x30ff) || (code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7af);
}

interface Name {
  readonly start: number;
  readonly end: number;
}

/** The whole name around an anchor: `DB_PASSWORD`, `spring.datasource.password`, `--token`. Undefined where it goes on for too long. */
function nameAround(text: string, at: number): Name | undefined {
  const belongs = isEastern(text.charCodeAt(at)) ? isEastern : isNameCharacter;
  let end = at;
  while (belongs(text.charCodeAt(end))) if (++end - at > NAME_REACH) return undefined;
  let start = at;
  while (belongs(text.charCodeAt(start - 1))) if (at - --start > NAME_REACH) return undefined;
  // `\nTOKEN=`: the letter belongs to the escape.
  if (text.charCodeAt(start - 1) === 0x5c && 'bfnrt'.includes(text.charAt(start))) start++;
  return { start, end };
}

/** A rule's name within a mask names no value. */
function isInMask(text: string, start: number): boolean {
  return text.startsWith('[REDACTED:', start - 10);
}

function readAssignment(text: string, { start, end }: Name, { ruleOf, suggestive }: NameRules): Assignment | undefined {
  if (isInMask(text, start)) return undefined;
  const written = text.slice(start, end);
  const name = written.replace(/^[-.]+/, '');
  const rule = ruleOf(name) ?? ruleOf(name.slice(name.lastIndexOf('.') + 1)) ?? (SUGGESTIVE.test(name) ? suggestive : undefined);
  if (rule === undefined || rule.action === 'keep') return undefined;
  let pattern = OPERATOR;
  pattern.lastIndex = end;
  let match = pattern.exec(text);
  if (match === null && written.startsWith('--')) {
    pattern = OPTION;
    pattern.lastIndex = end;
    match = pattern.exec(text);
  }
  if (match === null) return undefined;
  const [, closing, operator = '', opening] = match;
  if (operator === ',' && closing === undefined) return undefined;
  if (IS_TAG_END.test(operator) && closing === undefined && !'<:'.includes(text.charAt(start - 1) || ' ')) return undefined;
  if (/^[\r\n\\]/.test(operator) && !FORM_NAME.test(text.slice(Math.max(0, start - FORM_REACH), start))) return undefined;
  const isQuery = operator === '=' && /[?&]/.test(text.charAt(start - 1));
  return {
    name, rule, start: pattern.lastIndex, operator, closing: closing || undefined, opening,
    isMember: isQuery || (operator === ':' && closing?.endsWith('"') === true),
    isTight: operator === '=' && pattern.lastIndex - end <= 1 + (opening?.length ?? 0),
    isLoose: operator === '' && !STATEMENT.test(text.slice(pattern.lastIndex, pattern.lastIndex + STATEMENT_REACH)),
  };
}

/** Whether the value is what its name promises, and not prose or code. */
function isCredential({ name, rule, operator, isMember, isTight, isLoose, opening }: Assignment, value: string): boolean {
  if (value === '' || looksTemplated(value) || isWorkingDirectory(name, value)) return false;
  if (rule.only === 'token' || (isLoose && rule.secret)) return looksGenerated(value) && (opening !== undefined || !CALL.test(value));
  // Passwords are shorter than what a generator makes.
  if (rule.only === 'random') return (PASSWORD.test(name) ? /\d/.test(value) && looksGenerated(value) : looksRandom(value)) || (opening !== undefined && hasManyMarks(value));
  // What the config names itself is always meant; so is a credential's plain name, where it is data.
  if (rule.only === undefined && (!rule.secret || isMember)) return true;
  const isPassword = isTight || rule.only === 'password' || /^pass|^pwd/.test(rule.name) || (opening !== undefined && operator !== ',' && isWord(value));
  return isPassword ? couldBePassword(value) : looksGenerated(value) && (opening !== undefined || !CALL.test(value));
}

/** Code that makes a token: `store.sign(claims`. */
const CALL = /^[A-Za-z_$][\w$]*(?:\.[\w$]+)*\(/;

/** In quotes, one word with three marks or more that no name, path, call or pattern has together: what generators of passwords make. */
function hasManyMarks(value: string): boolean {
  return looksGenerated(value) && new Set(value.match(/[^\w\s.,:;/@'"=+-]/g)).size >= 3 && !/^[\w.]+[([{]["']?\w*["']?[)\]}]|\(\?|%[sd]|\\[wdsb]/.test(value);
}

/** In quotes, one long word behind a credential's plain name: no prose. */
function isWord(value: string): boolean {
  return value.length >= 8 && !/\s/.test(value);
}

/** The shell's PWD and OLDPWD name a folder, and sudo logs them. */
function isWorkingDirectory(name: string, value: string): boolean {
  return /^(?:old)?pwd$/i.test(name) && /^(?:[/~]|[A-Za-z]:\\)/.test(value);
}

function valueEnd(text: string, { start, operator, opening, closing }: Assignment, limit: number): number {
  if (opening !== undefined) return quotedValueEnd(text, start, opening, limit);
  if (IS_TAG_END.test(operator)) return start + lengthWithoutBlanks(/^[^<]*/.exec(text.slice(start, limit))?.[0] ?? '');
  if (/^[%&]/.test(operator)) return start + (/^(?:[^\s&"'<>%]|%(?!2[26CcBb]|7[Dd]))*/.exec(text.slice(start, limit))?.[0] ?? '').length;
  const end = closing === undefined ? start : structureEnd(text, start, limit);
  return end > start ? end : bareValueEnd(text, start, limit);
}

/** Without blanks and written line ends at the end. */
function lengthWithoutBlanks(text: string): number {
  let end = text.trimEnd().length;
  while (end > 1 && text.charCodeAt(end - 2) === 0x5c && 'nrt'.includes(text.charAt(end - 1))) end = text.slice(0, end - 2).trimEnd().length;
  return end;
}

/** Where the credential stands, if the value is one, looking no further than `reach` characters. */
function credentialWithin(text: string, assignment: Assignment, reach: number): Finding | undefined {
  const { rule, start, operator, opening } = assignment;
  const limit = Math.min(text.length, start + reach);
  if (opening !== undefined || !HEADERS.test(rule.name)) {
    const end = valueEnd(text, assignment, limit);
    return isCredential(assignment, text.slice(start, end)) ? { start, end } : undefined;
  }
  const value = headerValue(text, start, operator === ':', limit);
  const word = text.slice(value.start, value.end);
  if (word === '' || looksTemplated(word) || placeholderEnd(text, value.start) > 0) return undefined;
  const holds = value.hasScheme || assignment.isTight ? couldBePassword(word) : word.includes('=') || looksGenerated(word);
  return holds ? { start: value.start, end: value.end } : undefined;
}

/** The value that the name is compared with, where it stands before the name: `"..." == password`. */
function findCompared(text: string, around: Name, { ruleOf, suggestive }: NameRules): Finding | undefined {
  if (!'= !'.includes(text.charAt(around.start - 1))) return undefined;
  const name = text.slice(around.start, around.end);
  const rule = ruleOf(name) ?? (SUGGESTIVE.test(name) ? suggestive : undefined);
  if (rule === undefined || rule.action === 'keep' || !rule.secret) return undefined;
  const value = COMPARED.exec(text.slice(Math.max(0, around.start - COMPARED_REACH), around.start))?.[2];
  if (value === undefined || !(rule.only === 'token' ? looksGenerated(value) : couldBePassword(value))) return undefined;
  const start = text.lastIndexOf(value, around.start);
  return { start, end: start + value.length, rule };
}

function findAssignment(text: string, at: number, rules: NameRules): Finding | undefined {
  const name = nameAround(text, at);
  if (name === undefined) return undefined;
  const assignment = readAssignment(text, name, rules);
  if (assignment === undefined) return findCompared(text, name, rules);
  if (placeholderEnd(text, assignment.start) > 0) return undefined;
  const { rule, opening, closing, isMember, start } = assignment;
  const isBareMember = isMember && closing !== undefined && opening === undefined;
  // A number, a literal or a structure: a name that only suggests a credential says nothing about these.
  if (isBareMember && rule.only !== undefined) return undefined;
  const glance = credentialWithin(text, assignment, GLANCE);
  if (glance === undefined) return undefined;
  const { start: from, end } = glance.end >= start + GLANCE ? (credentialWithin(text, assignment, LONGEST_VALUE) ?? glance) : glance;
  return isBareMember ? { start: from, end, rule, quote: closing } : { start: from, end, rule };
}

/** How the assignment detector judges names. */
export interface NameRules {
  ruleOf(name: string): ValueRule | undefined;
  /** For names that only hold a credential's word; undefined where these have no rule. */
  readonly suggestive: ValueRule | undefined;
}

/**
 * Values that a name in the text gives away: `password=...`, `"api_key": "..."` in embedded JSON, `--token ...`,
 * `Cookie: ...`, `<secret>...</secret>`. `rules` decide by the name; `anchors` are literals of which each such name has one.
 */
export function createAssignmentDetector(rules: NameRules, anchors: readonly string[]): Detector {
  return {
    name: 'credential_assignment',
    group: 'secrets',
    anchors,
    reference: 'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude',
    examples: {
      match: ['password=' + sampleText(8), 'login with {"api_key":"' + sampleText(20) + '"}', '--token ' + sampleText(16), 'DB_PASSWORD: "a b c"', 'Cookie: a=1; b=2', 'if ("' + sampleText(12) + '" == my_password)', 'secret_do_not_commit = ' + 'q7Xp2Lm9' + 'Rt4Vz8Kw' + 'Jc6'],
      noMatch: ['token expired, retry with a new token', 'password: required', 'token_ttl=3600', 'token_id=cache-of-tokens-v2', 'PWD=/root', 'secret: ${VAULT}', 'password=[REDACTED:password]'],
    },
    find: (text, at) => findAssignment(text, at, rules),
  };
}
