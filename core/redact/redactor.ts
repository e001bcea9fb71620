import type { JsonValue } from '../contract/json.js';
import type { ValueRule } from './rule.js';
import type { Sealing } from './sealing.js';

/** Counts findings by rule; never sees a value. */
export interface RedactionReport {
  count(rule: string): void;
  /** Called in place of `count`, where it is there, for what was found in a text: text[start, end), in UTF-16 units of the text as it was given. */
  found?(rule: string, start: number, end: number): void;
  /** Says which bytes [start, end) of a JSON line's block the next calls are about: a value, or a name; a string has its quotes. */
  enter?(start: number, end: number): void;
}

/** A rule as the config states it, or a detector that a group of the config turns on. */
export interface RuleName {
  readonly kind: 'detector' | 'key' | 'path' | 'pattern';
  /** As it stands in masks and in reports. */
  readonly name: string;
}

/** A compiled rule set: decides what is redacted and what stands in its place. Its methods never throw; what fails is replaced whole. */
export interface Redactor {
  /** Of the rule set: equal rules, equal hash. */
  readonly hash: string;
  /** What there is to find something, but for the usual names of credentials. */
  readonly rules: readonly RuleName[];
  /** Nothing is ever redacted: the config allows that. */
  readonly isEmpty: boolean;
  /**
   * Literals of the detectors, lower-case, each once: text without any of them (in any case) and without a long run of digits
   * has no finding. The empty literal, which any text holds, stands for a pattern of the config that has none.
   */
  readonly anchors: readonly string[];
  /** The detectors' literals of more than one character, also those in whose place `anchors` has a single character. */
  readonly words: readonly string[];
  /** Shortest run of digits, single spaces and dashes between them left out, that can be a finding; 0 for none. */
  readonly minDigits: number;
  /** Endings of member names that `key` may know, folded (lower-case, no `-_.`); `all` where it may know any name. */
  readonly nameEndings: readonly string[] | 'all';
  /** There where a rule has the action encrypt: it masks unless that is told whom an event is about. */
  readonly sealing: Sealing | undefined;
  /** Whether there are path rules, and the folded last names of their paths; `all` where one ends in a wildcard. */
  readonly hasPaths: boolean;
  readonly pathEndings: readonly string[] | 'all';
  /**
   * The text with every finding replaced, or undefined where nothing was found. `secretsOnly` is for what a rule keeps; `hasNoWord`
   * says that none of `words` is in the text, in any case, which spares looking for them.
   */
  text(value: string, report?: RedactionReport, secretsOnly?: boolean, hasNoWord?: boolean): string | undefined;
  /** The text of a member in which `text` finds nothing: what is known by the name beside it, as in `aws_key=...`, is found now. */
  named(name: string, value: string, report?: RedactionReport, secretsOnly?: boolean): string | undefined;
  /** The rule for a member of this name at any depth. */
  key(name: string): ValueRule | undefined;
  /** The rule for the member at this path. */
  path(path: readonly (string | number)[]): ValueRule | undefined;
  /** What stands in the place of a whole value; undefined: the member goes. */
  replace(rule: ValueRule, value: JsonValue, report?: RedactionReport): JsonValue | undefined;
  /** A redacted copy of any value as JSON; bounded in depth and size, safe with cycles, getters and class instances. */
  value(value: unknown, report?: RedactionReport): JsonValue;
}
