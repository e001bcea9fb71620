import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Anchors } from '../audit/anchors.js';
import { statedSize } from '../audit/checkpoint-files.js';
import { openOffline } from '../audit/offline.js';
import { formatDiagnostics } from '../config/format-diagnostics.js';
import { systemClock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import { findAudit } from './audit-place.js';
import type { Command } from './command.js';
import { dataDirOverride, needConfigFile } from './config-file.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';
import { counted } from './table.js';

/** Gives the newest checkpoint to all anchors of the config, now. */
export const auditAnchor: Command = async ({ flags, args, output }) => {
  if (args.length > 0) throw usage('audit anchor takes no argument');
  const { ConfigKeeper } = await import('./config-keeper.js');
  const { config, diagnostics } = await new ConfigKeeper({ file: await needConfigFile(flags), overrides: dataDirOverride(flags) }).load();
  if (config === undefined) {
    output.err(`${formatDiagnostics(diagnostics)}hushpipe: the config is not valid\n`);
    return EXIT.config;
  }
  const settings = config.audit?.anchors ?? [];
  if (settings.length === 0) throw usage('the config states no anchors', 'Name them under audit.anchors.');
  const { folder, origin } = await findAudit(flags);
  const note = await readFile(join(folder, 'checkpoint'), 'utf8').catch(() => '');
  const size = statedSize(note);
  if (size === undefined) throw new HushpipeError('AUDIT_NOT_FOUND', `${folder} has no checkpoint`);
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: (message: string, fields?: Readonly<Record<string, unknown>>) => output.err(`${message}: ${String(fields?.['anchor'])}: ${(fields?.['error'] as Error | undefined)?.message}\n`) };
  const anchors = new Anchors({ settings, folder, clock: systemClock, log, fetch: globalThis.fetch });
  anchors.offer({ origin, size, note });
  const failed = await anchors.flush();
  anchors.close();
  output.out(`the checkpoint of ${counted(size, 'record')} is with ${settings.length - failed.length} of ${counted(settings.length, 'anchor')}\n`);
  return failed.length === 0 ? EXIT.ok : EXIT.unreachable;
};

/** Puts a new key in the place of the one that signs. */
export const auditRotate: Command = async ({ flags, args, output }) => {
  if (args.length > 0) throw usage('audit rotate takes no argument');
  const { dataDir, origin, keyFile } = await findAudit(flags);
  const log = await openOffline({ dataDir, origin, keyFile, clock: systemClock });
  output.out(`${await log.rotateKey().finally(() => log.close())}\n`);
  output.err('this key signs from here on; the one before has signed the record of it\n');
  return EXIT.ok;
};
