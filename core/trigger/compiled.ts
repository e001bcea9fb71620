import type { TriggerConfig } from '../../schemas/trigger.js';
import type { Condition } from '../condition/condition.js';
import type { LoadedCorrelation } from '../sigma/correlation-shape.js';

const condition = Symbol('compiled condition');
const correlation = Symbol('correlation');

/** A trigger that was made of another language: what it looks for goes with it wherever it goes, but for JSON and hashes. */
export type CompiledTrigger = TriggerConfig & { readonly [condition]?: Condition; readonly [correlation]?: LoadedCorrelation };

export function withCondition(config: TriggerConfig, value: Condition): CompiledTrigger {
  return Object.defineProperty(config, condition, { value });
}

export function withCorrelation(config: TriggerConfig, value: LoadedCorrelation): CompiledTrigger {
  return Object.defineProperty(config, correlation, { value });
}

export function conditionFor(config: CompiledTrigger): Condition | undefined {
  return config[condition];
}

export function correlationFor(config: CompiledTrigger): LoadedCorrelation | undefined {
  return config[correlation];
}

/** Whether it was made of another language, and is nothing without what goes with it. */
export function isCompiled(config: CompiledTrigger): boolean {
  return config[condition] !== undefined || config[correlation] !== undefined;
}
