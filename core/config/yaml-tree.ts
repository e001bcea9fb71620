import type { Diagnostic } from './diagnostic.js';
import type { SourceText } from './source-text.js';

/** A parsed file, apart from the library that parsed it: values with their offsets in the text. */
export type YamlNode = ScalarNode | MapNode | ListNode | AliasNode;

interface Spanned {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface ScalarNode extends Spanned {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** Written without quotes and not as a block, so that a number in it is a number. */
  readonly plain: boolean;
  /** Stands behind `!file`: the value is the path of a file that holds the value. */
  readonly file: boolean;
}

export interface MapEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: YamlNode;
}

export interface MapNode extends Spanned {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

export interface ListNode extends Spanned {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface AliasNode extends Spanned {
  readonly kind: 'alias';
  /** Never contains the alias itself. */
  readonly target: YamlNode;
}

export interface ParsedYaml {
  readonly source: SourceText;
  /** Undefined where the text is empty or has errors. */
  readonly root: YamlNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}
