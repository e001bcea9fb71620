import type { AlertSettings, GroupSettings, MuteSettings } from '../../schemas/alerts.js';
import type { AuditSettings } from '../../schemas/audit.js';
import type { ClassifyRule, LogSettings, ModuleSettings, RouteSettings, TransformSettings } from '../../schemas/config.js';
import type { DeliverySettings } from '../../schemas/delivery.js';
import type { RedactSettings } from '../../schemas/redact.js';
import type { SourceSettings } from '../../schemas/source.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import type { Resource } from '../contract/event.js';
import type { AnyPlugin } from '../contract/plugin.js';
import type { Place } from './source-text.js';

interface InstanceBase {
  /** Stable: `sinks.archive`; of transforms `transforms.drop`, `transforms.drop-2`. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly plugin: AnyPlugin;
  /** What the plugin's `create` gets: checked, converted and frozen. */
  readonly options: unknown;
  /** As the file states it, after substitution, with each secret as a `Secret`: for people to read and for `diffConfigs`. */
  readonly stated: unknown;
  /** Equal as long as the instance need not be touched: of its type, options and settings. */
  readonly hash: string;
  readonly place: Place;
}

export type SourceInstance = InstanceBase & { readonly kind: 'source'; readonly settings: SourceSettings };
export type TransformInstance = InstanceBase & { readonly kind: 'transform'; readonly settings: TransformSettings };
export type SinkInstance = InstanceBase & { readonly kind: 'sink'; readonly settings: DeliverySettings };
export type ActionInstance = InstanceBase & { readonly kind: 'action'; readonly settings: DeliverySettings };

/** One source, transform, sink or action of a config, with its plugin imported. */
export type InstanceConfig = SourceInstance | TransformInstance | SinkInstance | ActionInstance;

export interface LoadedTrigger {
  readonly config: TriggerConfig;
  /** As the file states it, after substitution. */
  readonly stated: unknown;
  readonly place: Place;
}

/** A config that was read, checked and converted: all a pipeline needs. Frozen values throughout. */
export interface LoadedConfig {
  /** Absolute path of the main file; of a config given as text, of the file it would be in. */
  readonly file: string;
  /** Equal for configs that state the same. */
  readonly hash: string;
  readonly service: Resource;
  /** Absolute path. */
  readonly dataDir: string;
  readonly log: LogSettings;
  readonly sources: readonly SourceInstance[];
  /** In the order in which they are applied. */
  readonly transforms: readonly TransformInstance[];
  readonly sinks: readonly SinkInstance[];
  readonly actions: readonly ActionInstance[];
  /** Undefined where the file has no such section: then the defaults of redaction hold. */
  readonly redact: RedactSettings | undefined;
  /** Undefined where the file has no such section: then there is no audit log. */
  readonly audit: AuditSettings | undefined;
  readonly classify: readonly ClassifyRule[];
  /** By dotted pattern. */
  readonly modules: Readonly<Record<string, ModuleSettings>>;
  readonly routes: readonly RouteSettings[];
  readonly triggers: readonly LoadedTrigger[];
  readonly alerts: AlertSettings;
  readonly mute: readonly MuteSettings[];
  readonly group: readonly GroupSettings[];
  /** Modules with plugins of the user's own, as the file names them. */
  readonly plugins: readonly string[];
  /** The values of all secrets, for the guard that keeps them out of what leaves the process. Not enumerable. */
  readonly secrets: readonly string[];
  /** Absolute paths of all that was read: files of the config and files behind `!file`. */
  readonly files: readonly string[];
  /** Absolute paths of the folders in which include patterns look for files. */
  readonly folders: readonly string[];
}
