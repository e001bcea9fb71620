import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { LoadedConfig } from '../config/loaded-config.js';
import { captureAction, captureSink, type Capture } from './capture-receivers.js';

/**
 * The config with nothing in it that reaches outside of the process: no sources, and memories in the place of sinks and
 * actions. All between them is as it was: codecs, redaction, classes, transforms, triggers, levels and routes.
 */
export function capturedConfig(config: LoadedConfig, capture: Capture): LoadedConfig {
  const captured = {
    ...config,
    // Nothing is written there: a name that no run has.
    dataDir: join(tmpdir(), 'hushpipe-rehearsal', config.hash),
    sources: [],
    sinks: config.sinks.map((sink) => captureSink(sink, capture)),
    actions: config.actions.map((action) => captureAction(action, capture)),
    secrets: config.secrets,
  };
  return Object.defineProperty(captured, 'secrets', { enumerable: false });
}
