import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { FieldReader } from '../../core/condition/compile.js';
import type { JsonObject } from '../../core/contract/json.js';
import { VECTORS, vector } from '../support/vectors.js';

/** The text of a vector file, unpacked where it is packed; undefined, with a reason on the console, where it is not there. */
export function vectorText(...path: readonly string[]): string | undefined {
  const file = vector(...path);
  if (file === undefined) {
    console.log(`skipped: no vectors at ${[VECTORS, ...path].join('/')}`);
    return undefined;
  }
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

export function vectorLines<T>(text: string): readonly T[] {
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** Every `step`th document of a text of several. */
export function everyDocument(text: string, step: number): string {
  return text.split(/^---\n/m).filter((_, index) => index % step === 0).join('---\n');
}

export function readerOf(event: JsonObject): FieldReader {
  return { get: (path) => (Object.hasOwn(event, path) ? event[path] : undefined), names: () => Object.keys(event), toJSON: () => event };
}
