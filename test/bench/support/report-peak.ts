/** Loaded before a program: states its largest resident set on standard error when it ends. */
process.on('exit', () => process.stderr.write(`\npeak_kib=${process.resourceUsage().maxRSS}\n`));
