import type { FieldReader } from '../condition/compile.js';
import type { JsonObject, JsonValue } from '../contract/json.js';

/** Of these the header of an event decides, whatever its data call so too. */
const HEADER = ['EventID', 'Channel', 'Computer', 'Provider_Name'];

/**
 * The fields of a Windows event that was written as its XML is nested (`Event.System.EventID`, `Event.EventData.Image`), by the names
 * that Sigma has for them: those of the data, without blanks, then those of the header, an attribute as `Provider_Name`. Undefined
 * for any other event. Reads the forms of evtx_dump, with attributes under `#attributes` or `<name>_attributes`.
 */
export function evtxFields(event: Pick<FieldReader, 'get'>): ReadonlyMap<string, JsonValue> | undefined {
  const root = event.get('Event');
  if (!isObject(root) || !isObject(root['System'])) return undefined;
  const header = new Map<string, JsonValue>();
  addHeader(header, root['System']);
  const fields = new Map<string, JsonValue>();
  addData(fields, root['EventData']);
  // Of user data the one element within holds what is stated.
  for (const data of Object.values(isObject(root['UserData']) ? root['UserData'] : {})) addData(fields, data);
  for (const [name, value] of header) if (HEADER.includes(name) || !fields.has(name)) fields.set(name, value);
  return fields;
}

/** The event with these fields besides its own, for who looks at it once. */
export function asSigmaReads(event: FieldReader): FieldReader {
  const nested = evtxFields(event);
  if (nested === undefined) return event;
  return {
    get: (path) => {
      const value = event.get(path);
      return value === undefined ? nested.get(path) : value;
    },
    toJSON: () => event.toJSON?.() ?? {},
    names: () => {
      const names = event.names?.();
      return names === undefined ? undefined : [...names, ...nested.keys()];
    },
  };
}

function addHeader(fields: Map<string, JsonValue>, system: JsonObject): void {
  for (const [name, value] of Object.entries(system)) {
    if (name.endsWith('_attributes')) addAttributes(fields, name.slice(0, -'_attributes'.length), value);
    else {
      if (isObject(value)) addAttributes(fields, name, value['#attributes']);
      const text = textOf(value);
      if (text !== undefined) fields.set(name, text);
    }
  }
}

function addAttributes(fields: Map<string, JsonValue>, name: string, attributes: JsonValue | undefined): void {
  for (const [attribute, value] of Object.entries(isObject(attributes) ? attributes : {})) fields.set(`${name}_${attribute}`, value);
}

function addData(fields: Map<string, JsonValue>, data: JsonValue | undefined): void {
  for (const [name, value] of Object.entries(isObject(data) ? data : {})) {
    const text = name.startsWith('#') ? undefined : textOf(value);
    if (text === undefined) continue;
    fields.set(name, text);
    if (name.includes(' ')) fields.set(name.replaceAll(' ', ''), text);
  }
}

/** What an element holds, beside its attributes. */
function textOf(value: JsonValue): JsonValue | undefined {
  return isObject(value) ? value['#text'] : value;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
