import { createHash } from 'node:crypto';
import type { ErrorCode } from '../contract/errors.js';
import type { EventClass } from '../contract/event.js';
import type { RedactSettings } from '../../schemas/redact.js';
import { createAllowList } from './allow-list.js';
import { withoutLonger } from './anchor-scan.js';
import { CREDENTIAL_KEYS } from './credential-names.js';
import { DETECTOR_GROUPS } from './detector.js';
import { createAssignmentDetector } from './detectors/assignment.js';
import { DETECTORS } from './detectors/catalog.js';
import { createEncodedDetector } from './detectors/encoded.js';
import { createKeyRules } from './key-rules.js';
import { createNamedText } from './named-text.js';
import { createPathRules, parseSelector, selectorEndings, selectorName } from './path-rules.js';
import type { PathRule } from './path-rules.js';
import { mask } from './placeholder.js';
import { createPseudonymizer } from './pseudonym.js';
import type { Redactor } from './redactor.js';
import { createReplacements } from './replacement.js';
import type { Action, ValueRule } from './rule.js';
import { Sealing } from './sealing.js';
import { ENGINE_ANCHORS, createTextRedactor } from './text.js';
import type { RedactText, TextRule } from './text.js';
import { compileUserPattern, patternBudget } from './user-pattern.js';
import type { UserPattern } from './user-pattern.js';
import { walkValue } from './walk.js';

/** What is wrong with the settings, and where: a path within the section, such as `patterns.0.pattern`. */
export interface RedactionProblem {
  readonly code: ErrorCode;
  readonly path: string;
  readonly message: string;
}

/** Further rules, for events of some sources or classes; undefined stands for all. */
export interface RedactionScope {
  readonly redactor: Redactor;
  readonly sources: ReadonlySet<string> | undefined;
  readonly classes: ReadonlySet<EventClass> | undefined;
}

export interface CompiledRedaction {
  /** Undefined where there are problems: then the rules in place stay. */
  readonly redactor?: Redactor;
  readonly problems: readonly RedactionProblem[];
}

const DEFAULT_DETECTORS: readonly string[] = ['secrets', 'email', 'card'];
export const ASSIGNMENTS = 'credential_assignment';
export const ENCODED = 'encoded_secret';
const SHORTEST_KEY = 32;

/** Which of two overlapping findings names the result: a token's own form says more than where it was sent or what it was called. */
const RANKS: Readonly<Record<string, number>> = { bearer_token: 4, basic_credentials: 4, url_password: 4, curl_password: 4, email: 3, card: 3, [ENCODED]: 2, [ASSIGNMENTS]: 1 };
const TOKEN_RANK = 5;

type ActionMap = Readonly<Record<string, Action>>;

/** A list states the action mask for each of its entries. */
function actionsOf(stated: readonly string[] | Readonly<Record<string, Action>> | undefined): ActionMap {
  if (stated === undefined) return {};
  return Array.isArray(stated) ? Object.fromEntries(stated.map((name: string) => [name, 'mask'])) : (stated as ActionMap);
}

/** Compiles the `redact` section; `undefined` stands for its defaults. Problems are all reported at once. */
export function compileRedaction(settings: Partial<RedactSettings> | undefined): CompiledRedaction {
  const problems: RedactionProblem[] = [];
  const bad = (path: string, message: string): void => void problems.push({ code: 'REDACT_BAD_RULE', path, message });

  const detectorActions = selectDetectors(settings, bad);
  const keyActions = actionsOf(settings?.keys);
  const paths = compilePaths(actionsOf(settings?.paths), bad);
  const patterns = compilePatterns(settings, bad);
  const isUsed = [...detectorActions.values(), ...Object.values(keyActions), ...paths.map(({ rule }) => rule.action), ...patterns.map(({ action }) => action)];
  const pseudonymKey = settings?.pseudonym_key?.reveal();
  if (isUsed.includes('pseudonym') && (pseudonymKey === undefined || pseudonymKey.length < SHORTEST_KEY)) {
    problems.push({ code: 'REDACT_KEY_MISSING', path: 'pseudonym_key', message: `The action pseudonym needs a key of at least ${SHORTEST_KEY} characters.` });
  }
  if (problems.length === 0 && isUsed.every((action) => action === 'keep') && settings?.allow_unredacted !== true) {
    problems.push({ code: 'CONFIG_REDACTION_OFF', path: '', message: 'No rule is left that redacts anything.' });
  }
  if (problems.length > 0) return { problems };

  const credentials = detectorActions.get(ASSIGNMENTS);
  const keyRules = createKeyRules([...credentialRules(credentials), ...ownKeyRules(keyActions)], credentials);
  const pathOf = createPathRules(paths);
  const rules = textRules(detectorActions, keyRules.anchors.length > 0 ? createAssignmentDetector({ ruleOf: keyRules.find, suggestive: suggestiveRule(credentials) }, withoutLonger(keyRules.anchors)) : undefined);
  const encoded = detectorActions.get(ENCODED);
  if (encoded !== undefined) rules.push({ detector: createEncodedDetector(secretsIn(rules)), action: encoded, rank: RANKS[ENCODED] ?? 0 });
  const pseudonyms = pseudonymKey === undefined ? undefined : createPseudonymizer(pseudonymKey);
  const allow = createAllowList(settings?.allow ?? []);
  const pathEndings = paths.map(({ steps }) => selectorEndings(steps));
  const sealing = isUsed.includes('encrypt') ? new Sealing() : undefined;
  const replacements = createReplacements(pseudonyms, allow, sealing);
  const hasTextRules = rules.length + patterns.length > 0;
  const [anchors, spared] = anchorsOf(rules, patterns);
  const text = !hasTextRules ? () => undefined : createTextRedactor({ rules, patterns, allow, replacement: replacements.inText });
  let wordList: readonly string[] | undefined;
  const words = (): readonly string[] => (wordList ??= withoutLonger([...anchors, ...spared].filter(({ length }) => length > 1)));
  const named = createNamedText(text, words);
  const walkRules = { key: keyRules.ofMember, path: pathOf, hasPaths: paths.length > 0, text, named, replace: replacements.ofValue };
  replacements.connect(walkRules);

  const redactor: Redactor = {
    hash: hashOf([[...detectorActions], keyActions, paths.map(({ steps, rule }) => [steps.map(String), rule.action]), settings?.patterns ?? [], settings?.allow ?? [], pseudonyms?.keyId ?? '', settings?.scopes ?? []]),
    rules: [
      ...rules.flatMap(({ detector: { name } }) => (name === ASSIGNMENTS ? [] : [{ kind: 'detector' as const, name }])),
      ...Object.keys(keyActions).map((name) => ({ kind: 'key' as const, name })),
      ...paths.map(({ rule: { name } }) => ({ kind: 'path' as const, name })),
      ...patterns.map(({ name }) => ({ kind: 'pattern' as const, name })),
    ],
    isEmpty: !hasTextRules && paths.length === 0 && Object.keys(keyActions).length === 0,
    anchors: withoutLonger(anchors),
    // Only lines of text ask for them, and members with a name that may be of interest.
    get words() {
      return words();
    },
    minDigits: rules.reduce((least, { detector }) => (detector.digits === undefined ? least : Math.min(least || detector.digits, detector.digits)), 0),
    sealing,
    hasPaths: paths.length > 0,
    nameEndings: keyRules.endings,
    pathEndings: pathEndings.includes(undefined) ? 'all' : pathEndings.flatMap((endings = []) => endings),
    text,
    named,
    key: keyRules.ofMember,
    path: pathOf,
    replace: replacements.ofValue,
    value: (value, report) => walkValue(value, walkRules, report),
  };
  return { redactor, problems };
}

/** The detectors that are on, by name, with their action. A detector named by itself goes before its group. */
function selectDetectors(settings: Partial<RedactSettings> | undefined, bad: (path: string, message: string) => void): Map<string, Action> {
  const stated = settings?.detectors ?? (settings?.allow_unredacted === true ? [] : DEFAULT_DETECTORS);
  const groups: Readonly<Record<string, readonly string[]>> = Object.fromEntries(DETECTOR_GROUPS.map((name) => {
    const members = DETECTORS.filter(({ group }) => group === name).map((detector) => detector.name);
    return [name, name === 'secrets' ? [...members, ASSIGNMENTS, ENCODED] : members];
  }));
  const known = new Set([...DETECTORS.map(({ name }) => name), ASSIGNMENTS, ENCODED]);
  const selected = new Map<string, Action>();
  const entries = Object.entries(actionsOf(stated));
  for (const [name, action] of entries) for (const member of groups[name] ?? []) selected.set(member, action);
  for (const [name, action] of entries) {
    if (action === 'encrypt' && (name === 'secrets' || groups['secrets']?.includes(name))) bad(`detectors.${name}`, `"${name}" finds credentials, and nobody may ever read these again: encrypt is for what is said of a person.`);
    if (known.has(name)) selected.set(name, action);
    else if (groups[name] === undefined) bad(`detectors.${name}`, `There is no detector or group "${name}". The groups are ${DETECTOR_GROUPS.join(', ')}; docs/reference/detectors.md lists the detectors.`);
  }
  return selected;
}

/** The usual names of credentials. Where the config states one as a key of its own, that comes later and wins. */
function credentialRules(action: Action | undefined): ValueRule[] {
  return action === undefined ? [] : CREDENTIAL_KEYS.map((name) => ({ name, action, secret: true }));
}

function suggestiveRule(action: Action | undefined): ValueRule | undefined {
  return action === undefined ? undefined : { name: 'credential', action, secret: true, only: 'random' };
}

function ownKeyRules(own: ActionMap): ValueRule[] {
  return Object.entries(own).map(([name, action]) => ({ name, action, secret: false }));
}

function compilePaths(stated: ActionMap, bad: (path: string, message: string) => void): PathRule[] {
  return Object.entries(stated).flatMap(([selector, action]) => {
    const steps = parseSelector(selector);
    if (steps !== undefined) return [{ steps, rule: { name: selectorName(steps), action, secret: false } }];
    bad(`paths.${selector}`, `"${selector}" is not a selector. Write user.email, items[*].card, user.**.ssn or ["odd.name"].x.`);
    return [];
  });
}

function compilePatterns(settings: Partial<RedactSettings> | undefined, bad: (path: string, message: string) => void): UserPattern[] {
  return (settings?.patterns ?? []).flatMap(({ name, pattern, action, examples = [], counter_examples: counterExamples = [] }, index) => {
    const compiled = compileUserPattern(name, pattern, action);
    if ('problem' in compiled) {
      bad(`patterns.${index}.pattern`, `The pattern of "${name}" cannot be used: ${compiled.problem}.`);
      return [];
    }
    for (const [at, text] of examples.entries()) if (!finds(compiled, text)) bad(`patterns.${index}.examples.${at}`, `The pattern of "${name}" finds nothing in this example.`);
    for (const [at, text] of counterExamples.entries()) if (finds(compiled, text)) bad(`patterns.${index}.counter_examples.${at}`, `The pattern of "${name}" finds something in this counter-example.`);
    return [compiled];
  });
}

/** Looks for credentials in a text; made on first use, as few texts hold what asks for it. */
function secretsIn(rules: readonly TextRule[]): (text: string) => string | undefined {
  const secrets = rules.filter(({ detector }) => detector.group === 'secrets').map((rule) => ({ ...rule, action: 'mask' as const }));
  let redact: RedactText | undefined;
  return (text) => (redact ??= createTextRedactor({ rules: secrets, patterns: [], allow: createAllowList([]), replacement: (name) => mask(name) }))(text);
}

function finds(pattern: UserPattern, text: string): boolean {
  let isFound = false;
  pattern.findAll(text, () => void (isFound = true), patternBudget(text, 1));
  return isFound;
}

/** The rules of each scope, by its place in the list; what is wrong with them is reported under `scopes.<place>.`. */
export function compileScopes(settings: Partial<RedactSettings> | undefined): { readonly scopes: readonly RedactionScope[]; readonly problems: readonly RedactionProblem[] } {
  const problems: RedactionProblem[] = [];
  const scopes = (settings?.scopes ?? []).flatMap(({ sources, classes, ...rules }, index) => {
    const shared = { allow: settings?.allow ?? [], ...(settings?.pseudonym_key === undefined ? {} : { pseudonym_key: settings.pseudonym_key }) };
    const { redactor, problems: found } = compileRedaction({ detectors: [], ...rules, ...shared, allow_unredacted: true });
    problems.push(...found.map((problem) => ({ ...problem, path: `scopes.${index}.${problem.path}` })));
    return redactor === undefined || redactor.isEmpty ? [] : [{ redactor, sources: sources && new Set(sources), classes: classes && new Set(classes) }];
  });
  return { scopes, problems };
}

function textRules(actions: ReadonlyMap<string, Action>, assignments: TextRule['detector'] | undefined): TextRule[] {
  const rules = DETECTORS.flatMap((detector) => {
    const action = actions.get(detector.name);
    return action === undefined ? [] : [{ detector, action, rank: RANKS[detector.name] ?? TOKEN_RANK }];
  });
  return assignments === undefined ? rules : [...rules, { detector: assignments, action: 'mask', rank: RANKS[ASSIGNMENTS] ?? 0 }];
}

/** What is looked for in lines; and the anchors of detectors that need a character beside them that is looked for in any case. */
function anchorsOf(rules: readonly TextRule[], patterns: readonly UserPattern[]): readonly [anchors: readonly string[], spared: readonly string[]] {
  if (rules.length + patterns.length === 0) return [[], []];
  const chars = new Set(rules.flatMap(({ detector }) => detector.anchors.filter(({ length }) => length === 1)));
  const isSpared = ({ detector: { needs } }: TextRule): boolean => needs !== undefined && chars.has(needs);
  const anchors = rules.filter((rule) => !isSpared(rule)).flatMap(({ detector }) => detector.anchors);
  return [[...ENGINE_ANCHORS, ...anchors, ...patterns.map(({ anchor = '' }) => anchor)], rules.filter(isSpared).flatMap(({ detector }) => detector.anchors)];
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
