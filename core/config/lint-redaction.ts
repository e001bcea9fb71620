import { foldKey } from '../redact/key-fold.js';
import { createPathRules, parseSelector, selectorName } from '../redact/path-rules.js';
import type { Action } from '../redact/rule.js';
import { outlineOf } from '../trigger/outline.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import type { Problem } from './schema-problems.js';
import { childOf, isMap, type ValueMap } from './value.js';

/** Warns of triggers that group by what redaction encrypts: that is another token in each event, so that they would never count to two. */
export function lintRedaction({ redact, triggers }: ValueMap): readonly Problem[] {
  if (!Array.isArray(triggers) || !isMap(redact)) return [];
  const isEncrypted = encryptedFields(redact);
  return triggers.flatMap((trigger, at): readonly Problem[] => {
    if (!isMap(trigger)) return [];
    const { kind, by } = outlineOf(trigger as unknown as TriggerConfig);
    const stated = childOf(trigger[kind], 'by');
    return by.flatMap((field, index): readonly Problem[] => (!isEncrypted(field) ? [] : [{
      path: ['triggers', at, kind, 'by', ...(Array.isArray(stated) ? [index] : [])], part: 'value', severity: 'warning', code: 'TRIGGER_UNBOUNDED_KEY',
      message: `"${field}" is encrypted, and another token in each event, so each would be a group of its own`, hint: 'The action pseudonym leaves a name that joins.',
    }]));
  });
}

function encryptedFields(redact: ValueMap): (field: string) => boolean {
  const keys = new Map(actionsOf(redact['keys']).map(([name, action]) => [foldKey(name), action]));
  const pathOf = createPathRules(actionsOf(redact['paths']).flatMap(([selector, action]) => {
    const steps = parseSelector(selector);
    return steps === undefined ? [] : [{ steps, rule: { name: selectorName(steps), action, secret: false } }];
  }));
  return (field) => {
    const steps = field.split('.');
    return (pathOf(steps)?.action ?? keys.get(foldKey(field)) ?? keys.get(foldKey(steps.at(-1) as string))) === 'encrypt';
  };
}

function actionsOf(stated: unknown): readonly (readonly [string, Action])[] {
  return isMap(stated) ? Object.entries(stated) as [string, Action][] : [];
}
