import { BUILT_IN } from '../../plugins/index.js';
import { sortDiagnostics, type Diagnostic } from '../config/diagnostic.js';
import { diagnosticsJson, formatDiagnostics, formatForGithub, formatSummary } from '../config/format-diagnostics.js';
import { systemClock } from '../contract/clock.js';
import { createRegistry } from '../plugin-host/registry.js';
import { checkPath, type CheckOptions } from './check-path.js';
import type { Command } from './command.js';
import { findConfigFile } from './config-file.js';
import { EXIT } from './exit-code.js';
import { usage, type Flags } from './flags.js';
import { pathsToCheck } from './paths-to-check.js';
import { styleFor } from './style.js';
import { packageVersion } from './version.js';

/** Checks configs without starting anything, and prints everything that is wrong. */
export const validate: Command = async ({ flags, args, output }) => {
  const started = systemClock.monotonic();
  const format = formatOf(flags);
  const options: CheckOptions = { plugins: createRegistry(BUILT_IN), lenient: flags.is('no-env'), overrides: flags.texts('set'), lint: await lintOf(flags.texts('sample')) };
  const files = new Set<string>();
  const found: Diagnostic[] = [];
  let triggers = 0;
  const paths = await pathsOf(flags, args);
  for (const checked of await pathsToCheck(paths)) {
    if (files.has(checked.path)) continue;
    const result = await checkPath(checked, options);
    for (const file of result.files) files.add(file);
    found.push(...result.diagnostics);
    triggers += result.triggers;
  }
  // A check in CI of a folder that was moved must not go on saying ok.
  if (files.size === 0) throw usage(`nothing in ${paths.join(', ')} looks like a config, a file of triggers or a page`, 'Check the path, or name the files themselves.');
  const diagnostics = sortDiagnostics(found);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const looked = { files: files.size, triggers, took: systemClock.monotonic() - started };
  if (format === 'json') {
    const figures = { errors, warnings: diagnostics.length - errors, files: looked.files, triggers, took_ms: Math.round(looked.took) };
    output.out(`${JSON.stringify({ ...figures, diagnostics: diagnosticsJson(diagnostics) }, undefined, 2)}\n`);
  } else if (format === 'github') {
    output.out(formatForGithub(diagnostics));
    output.err(`${formatSummary(diagnostics, looked)}\n`);
  } else if (format === 'sarif') {
    const { formatSarif } = await import('../config/format-sarif.js');
    output.out(formatSarif(diagnostics, packageVersion()));
    output.err(`${formatSummary(diagnostics, looked)}\n`);
  } else {
    output.out(`${coloured(formatDiagnostics(diagnostics), output.color)}${formatSummary(diagnostics, looked)}\n`);
  }
  if (errors > 0) return EXIT.failed;
  return flags.is('strict') && diagnostics.length > 0 ? EXIT.warnings : EXIT.ok;
};

async function pathsOf(flags: Flags, args: readonly string[]): Promise<readonly string[]> {
  const config = args.length === 0 || flags.text('config') !== undefined ? await findConfigFile(flags) : undefined;
  if (args.length === 0 && config === undefined) throw usage('there is nothing to check: no hushpipe.yaml or config.yaml in this folder', 'Name files or folders: hushpipe validate triggers/');
  return config === undefined ? args : [config, ...args];
}

/** With a sample, the fields that its events have: read only then, and with all that takes. */
async function lintOf(samples: readonly string[]): Promise<CheckOptions['lint']> {
  if (samples.length === 0) return {};
  const { sampledFields } = await import('../runtime/sampled-fields.js');
  const { dataFiles } = await import('./data-files.js');
  return { seen: await sampledFields(await dataFiles('sample', samples), systemClock) };
}

function formatOf(flags: Flags): string {
  const stated = flags.text('format');
  if (flags.is('json') && stated !== undefined && stated !== 'json') throw usage(`--json and --format ${stated} exclude each other`);
  return flags.is('json') ? 'json' : stated ?? 'text';
}

/** Marks place, severity and carets; the words stay as they are. */
function coloured(report: string, color: boolean): string {
  if (!color) return report;
  const { strong, bad, warning, faint } = styleFor(true);
  return report.split('\n').map((line) => {
    const [, place, severity, rest] = /^(\S.*?:\d+:\d+) {2}(error|warning) {2}(.*)$/.exec(line) ?? [];
    if (place !== undefined) return `${strong(place)}  ${(severity === 'error' ? bad : warning)(severity ?? '')}  ${rest}`;
    const [, margin, carets] = /^( +\|\s+)(\^+)$/.exec(line) ?? [];
    return margin === undefined ? line.replace(/^ *\d+ \|/, faint) : `${faint(margin)}${strong(carets ?? '')}`;
  }).join('\n');
}
