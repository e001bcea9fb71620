/** The texts that a config was made of, and which files its include patterns named: enough to load it again without the disk. */
export interface ConfigSnapshot {
  /** Absolute path of the main file. */
  readonly file: string;
  /** By absolute path. Values behind `!file` are not in it: they may be secrets. */
  readonly texts: Readonly<Record<string, string>>;
  /** Absolute paths by include pattern. */
  readonly includes: Readonly<Record<string, readonly string[]>>;
}
