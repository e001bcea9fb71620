import type { JsonValue } from '../contract/json.js';
import { isCardNumber } from './detectors/card.js';
import { EMAIL_DETECTOR } from './detectors/email.js';
import type { AllowList } from './allow-list.js';
import { isPlaceholder, mask, partialMask } from './placeholder.js';
import { processTokens } from './pseudonym.js';
import type { Pseudonymizer } from './pseudonym.js';
import type { RedactionReport } from './redactor.js';
import type { Action, ValueRule } from './rule.js';
import type { Sealing } from './sealing.js';
import { couldBePassword, looksGenerated, looksRandom } from './strength.js';
import { walkValue } from './walk.js';
import type { WalkRules } from './walk.js';

/** What stands in the place of what was found. */
export interface Replacements {
  /** For a part of a text. */
  inText(name: string, action: Action, value: string): string;
  /** For a member's whole value: see Redactor.replace. */
  ofValue(rule: ValueRule, value: JsonValue, report?: RedactionReport): JsonValue | undefined;
  /** Gives the rules for what stays; call it once, before `ofValue`. */
  connect(rules: WalkRules): void;
}

/** `pseudonyms` and `sealing` may be left out where no rule has the action pseudonym or encrypt. */
export function createReplacements(pseudonyms: Pseudonymizer | undefined, allow: AllowList, sealing?: Sealing): Replacements {
  let rules: WalkRules | undefined;

  function inText(name: string, action: Action, value: string): string {
    if (action === 'drop') return '';
    if (action === 'partial') return partialMask(name, value);
    if (action === 'encrypt') return sealing?.of(name, value) ?? mask(name);
    if (action === 'token') return processTokens().of(typeOf(name, value), value);
    return action === 'pseudonym' && pseudonyms !== undefined ? pseudonyms.of(typeOf(name, value), value) : mask(name);
  }

  /** What is inside a value that stays. */
  function inside(value: JsonValue, report: RedactionReport | undefined, secretsOnly: boolean): JsonValue {
    return rules === undefined ? value : walkValue(value, rules, report, secretsOnly);
  }

  function ofValue(rule: ValueRule, value: JsonValue, report?: RedactionReport): JsonValue | undefined {
    if (rule.action === 'keep') return inside(value, report, true);
    if (!isMeant(rule, value)) return inside(value, report, false);
    if (!rule.secret && typeof value === 'string' && allow.has(value)) return inside(value, report, true);
    if (rule.action === 'drop') {
      report?.count(rule.name);
      return undefined;
    }
    // Nothing is there to hide, or it is hidden already.
    if (value === null || value === '' || (typeof value === 'string' && isPlaceholder(value))) return value;
    report?.count(rule.name);
    // Who may read of a person again may not read a credential again.
    if (rule.action === 'encrypt') return sealing?.of(rule.name, inside(value, report, true)) ?? mask(rule.name);
    if (typeof value !== 'object') return inText(rule.name, rule.action, String(value));
    return rule.action === 'pseudonym' || rule.action === 'token' ? inText(rule.name, rule.action, JSON.stringify(value)) : mask(rule.name);
  }
  return { inText, ofValue, connect: (walkRules) => void (rules = walkRules) };
}

/** Whether a rule for names that only suggest a credential means this value. */
function isMeant(rule: ValueRule, value: JsonValue): boolean {
  if (rule.only === undefined) return true;
  if (typeof value !== 'string' || isPlaceholder(value)) return false;
  if (rule.only === 'random') return looksRandom(value);
  return rule.only === 'password' ? couldBePassword(value) : looksGenerated(value);
}

/** An address or a card has one pseudonym wherever it stands, whatever the member is called. */
function typeOf(name: string, value: string): string {
  const address = value.includes('@') ? EMAIL_DETECTOR.find(value, value.indexOf('@')) : undefined;
  if (address !== undefined && address.start === 0 && address.end === value.length) return 'email';
  return /^\d[\d -]{11,22}$/.test(value) && isCardNumber(value.replace(/[ -]/g, '')) ? 'card' : name;
}
