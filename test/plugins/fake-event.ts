import type { EventClass, FieldChanges, Level, LogEvent } from '../../core/contract/event.js';
import type { JsonObject, JsonValue } from '../../core/contract/json.js';

export interface Fields {
  readonly id?: string;
  readonly time?: number;
  readonly level?: Level;
  readonly message?: string;
  readonly logger?: string;
  readonly class?: EventClass;
  readonly attributes?: JsonObject;
}

/** An event that a plugin's test can state in full. `with` only knows top-level keys. */
export function fakeEvent(fields: Fields = {}): LogEvent {
  const attributes = { __proto__: null, ...fields.attributes } as JsonObject;
  const own: JsonObject = {
    time: new Date(fields.time ?? 0).toISOString(),
    level: fields.level ?? 'info',
    message: fields.message ?? '',
    ...(fields.logger === undefined ? {} : { logger: fields.logger }),
    ...attributes,
  };
  const event = {
    id: fields.id ?? `${fields.time ?? 0}-${fields.message ?? ''}`,
    time: fields.time ?? 0,
    level: fields.level ?? 'info',
    message: fields.message ?? '',
    logger: fields.logger,
    class: fields.class ?? 'normal',
    source: 'sources.test',
    resource: {},
    traceId: undefined,
    spanId: undefined,
    correlationId: undefined,
    attributes,
    byteLength: 0,
    get: (path: string): JsonValue | undefined => (Object.hasOwn(own, path) ? own[path] : path.split('.').reduce(step, own)),
    with: (changes: FieldChanges): LogEvent => {
      const merged: Record<string, JsonValue> = { ...attributes };
      for (const [path, value] of Object.entries(changes)) {
        if (value === undefined) delete merged[path];
        else merged[path] = value;
      }
      return fakeEvent({ ...fields, attributes: merged });
    },
    toJSON: () => own,
    line: () => JSON.stringify(own),
  };
  return event as unknown as LogEvent;
}

function step(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return value !== null && typeof value === 'object' ? (value as JsonObject)[key] : undefined;
}
