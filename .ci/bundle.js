/**
 * Puts what was compiled into the files that are published: a start then reads tens of files instead of hundreds. Everything that
 * the source imports when it is needed stays apart, and all entries share their parts, so that an error of `hushpipe` is one for
 * a plugin too. Dependencies stay outside.
 */
import { build } from 'rolldown';

await build({
  input: {
    main: 'dist/core/main.js',
    hushpipe: 'dist/core/cli/hushpipe.js',
    testing: 'dist/core/testing/testing.js',
    audit: 'dist/core/audit/audit.js',
    migrate: 'dist/core/trigger/elastalert.js',
    // Found by their path, beside whoever starts or requires them.
    'search-worker': 'dist/core/runtime/search-worker.js',
    'exit-worker': 'dist/core/logger/exit-worker.js',
    'runtime/trigger-engine': 'dist/core/runtime/trigger-engine.js',
  },
  platform: 'node',
  external: /^(?:node:|[^./])/,
  output: {
    dir: 'dist/bundle',
    cleanDir: true,
    sourcemap: true,
    comments: false,
    entryFileNames: '[name].js',
    chunkFileNames: ({ facadeModuleId }) => (facadeModuleId?.includes('/plugins/') ? 'plugins/[name]-[hash].js' : '[name]-[hash].js'),
  },
});
