import type { LogEvent } from '../contract/event.js';
import type { AlertDelivery } from '../contract/alert.js';
import type { ActionInstance, SinkInstance, SourceInstance, TransformInstance } from '../config/loaded-config.js';
import type { Inlet } from '../pipeline/inlet.js';
import type { Outlet } from '../pipeline/outlet.js';
import type { SourceRunner } from '../pipeline/source-runner.js';
import type { PluginInstance } from '../plugin-host/instance.js';

/** A source at work. Its inlet changes with the config while it runs on. */
export interface WorkingSource {
  readonly config: SourceInstance;
  readonly instance: PluginInstance<'source'>;
  inlet: Inlet;
  runner: SourceRunner | undefined;
}

export interface WorkingTransform {
  readonly config: TransformInstance;
  readonly instance: PluginInstance<'transform'>;
}

export interface WorkingSink {
  readonly config: SinkInstance;
  readonly instance: PluginInstance<'sink'>;
  readonly outlet: Outlet<LogEvent>;
}

export interface WorkingAction {
  readonly config: ActionInstance;
  readonly instance: PluginInstance<'action'>;
  readonly outlet: Outlet<AlertDelivery>;
}

export type Working = WorkingSource | WorkingTransform | WorkingSink | WorkingAction;

/** All instances at work, by id, in the order of the config. A reload makes another set that shares what did not change. */
export interface WorkingSet {
  readonly sources: ReadonlyMap<string, WorkingSource>;
  readonly transforms: ReadonlyMap<string, WorkingTransform>;
  readonly sinks: ReadonlyMap<string, WorkingSink>;
  readonly actions: ReadonlyMap<string, WorkingAction>;
}

export const EMPTY_SET: WorkingSet = { sources: new Map(), transforms: new Map(), sinks: new Map(), actions: new Map() };
