import { PASSWORD_ENDS, TOKEN_ENDS, spellings } from './credential-names.js';
import { withoutQualifiers } from './credential-suffixes.js';
import { foldKey } from './key-fold.js';
import type { Action, ValueRule } from './rule.js';

/** The rules for members by their name. */
export interface KeyRules {
  /** The rule for this name, or undefined. Answers are cached, for a bounded number of names. */
  find(name: string): ValueRule | undefined;
  /** The rule for a member of this name: one with dots (`user.ssn`) may be the way to a member that is judged by its own name. */
  ofMember(name: string): ValueRule | undefined;
  /** Folded endings: each name with a rule has one of them. */
  readonly endings: readonly string[];
  /** Lower-case literals: one of them stands in each name with a rule, as long as its words are joined in one way. */
  readonly anchors: readonly string[];
}

const CACHE_LIMIT = 4096;
const LONGEST_NAME = 256;

/** Of two rules for one name the later one holds. `suggested`: the action for names that merely end in a credential's word (`db_password`); without it these have no rule. */
export function createKeyRules(exact: readonly ValueRule[], suggested: Action | undefined): KeyRules {
  const byName = new Map(exact.map((rule) => [foldKey(rule.name), rule]));
  const ends = suggested === undefined ? [] : endRules(suggested);
  const cache = new Map<string, ValueRule | null>();

  const search = (name: string): ValueRule | undefined => {
    const folded = foldKey(name);
    return byName.get(folded) ?? ends.find(([end]) => folded.endsWith(end))?.[1] ?? searchQualified(name);
  };
  /** `password_prod` and `apiKey2` only suggest a credential, whatever the name before the suffix does. */
  const searchQualified = (name: string): ValueRule | undefined => {
    const stem = suggested === undefined || name.length > LONGEST_NAME ? undefined : withoutQualifiers(name);
    if (stem === undefined) return undefined;
    const folded = foldKey(stem);
    const exact = byName.get(folded);
    if (exact !== undefined && (!exact.secret || exact.action === 'keep')) return undefined;
    return ends.find(([end]) => folded.endsWith(end))?.[1] ?? (exact && { ...exact, only: 'token' });
  };
  const find = (name: string): ValueRule | undefined => {
    const known = cache.get(name);
    if (known !== undefined) return known ?? undefined;
    const rule = search(name);
    if (name.length <= LONGEST_NAME) {
      if (cache.size >= CACHE_LIMIT) cache.clear();
      cache.set(name, rule ?? null);
    }
    return rule;
  };
  return {
    find,
    ofMember(name) {
      const whole = find(name);
      const dot = name.lastIndexOf('.');
      return dot < 0 || (whole !== undefined && whole.only === undefined) ? whole : (find(name.slice(dot + 1)) ?? whole);
    },
    endings: [...byName.keys(), ...ends.map(([end]) => end)],
    anchors: [...exact, ...ends.map(([, rule]) => rule)].flatMap((rule) => spellings(rule.name)).flatMap(anchorsOf),
  };
}

/** A short name is looked for in text together with what follows it; one of a single letter is not looked for in text. */
function anchorsOf(name: string): readonly string[] {
  if (name.length >= 3) return [name];
  const marks = ['=', ':', '"', "'", '\\', ' ', '>', ...(/[^\0-\x7f]/.test(name) ? ['\uff1a', '\uff1d'] : [])];
  return name.length === 2 ? marks.map((mark) => name + mark) : [];
}

function endRules(action: Action): [string, ValueRule][] {
  const rule = (name: string, only: 'password' | 'token'): [string, ValueRule] => [foldKey(name), { name, action, secret: true, only }];
  const rules = [...PASSWORD_ENDS.map((name) => rule(name, 'password')), ...TOKEN_ENDS.map((name) => rule(name, 'token'))];
  // The longest end names it best: api_key before key.
  return rules.sort(([a], [b]) => b.length - a.length);
}
