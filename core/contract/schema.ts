import type { Secret } from './secret.js';

/**
 * The formats hushpipe adds to JSON Schema. The file states a string; the plugin gets the converted value:
 * `duration` ("250ms", "5s", "1m", "2h", "7d") as milliseconds, `size` ("64KiB", "1MB", "512B") as bytes,
 * `secret` as a `Secret`, `path` as an absolute path (relative ones start at the config file's folder).
 */
export type ValueFormat = 'duration' | 'size' | 'secret' | 'path' | 'uri' | 'regex';

/** The subset of JSON Schema 2020-12 that configs are stated in, and that `Infer` understands. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly deprecated?: boolean;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: ValueFormat;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly minProperties?: number;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
}

type Simplify<T> = { [K in keyof T]: T[K] } & {};
type Properties<S> = S extends { readonly properties: infer P } ? P : unknown;
type RequiredKeys<S> = S extends { readonly required: readonly (infer K)[] } ? K : never;
/** Keys that are always there after validation: required ones, and those with a default, which ajv fills in. */
type PresentKeys<S, P> = { [K in keyof P]: K extends RequiredKeys<S> ? K : P[K] extends { readonly default: unknown } ? K : never }[keyof P];

type InferObject<S> = Properties<S> extends infer P
  ? Simplify<
      { readonly [K in PresentKeys<S, P>]: Infer<P[K]> } & { readonly [K in Exclude<keyof P, PresentKeys<S, P>>]?: Infer<P[K]> }
    > & (S extends { readonly additionalProperties: infer A extends JsonSchema } ? { readonly [key: string]: Infer<A> } : unknown)
  : never;

type InferString<S> = S extends { readonly format: infer F }
  ? F extends 'duration' | 'size' ? number : F extends 'secret' ? Secret : string
  : string;

/** The TypeScript type of a value that passed `S` and was converted: see `ValueFormat`. */
export type Infer<S> = S extends { readonly const: infer C } ? C
  : S extends { readonly enum: readonly (infer E)[] } ? E
  : S extends { readonly oneOf: readonly (infer O)[] } ? (O extends unknown ? Infer<O> : never)
  : S extends { readonly anyOf: readonly (infer O)[] } ? (O extends unknown ? Infer<O> : never)
  : S extends { readonly type: 'string' } ? InferString<S>
  : S extends { readonly type: 'number' | 'integer' } ? number
  : S extends { readonly type: 'boolean' } ? boolean
  : S extends { readonly type: 'null' } ? null
  : S extends { readonly type: 'array' } ? readonly Infer<S extends { readonly items: infer I } ? I : unknown>[]
  : S extends { readonly type: 'object' } ? InferObject<S>
  : unknown;
