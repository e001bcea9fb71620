/** Runs a config in a process of its own, as the command line does: `node run-config.js CONFIG [--once]`. */
import { createPipeline } from '../../core/main.js';

const [config = '', once] = process.argv.slice(2);
const running = await createPipeline(config, { once: once === '--once' });
console.log('running');
const { pipelineOf } = await import('../../core/runtime/open-pipeline.js');
const ended = once === '--once' ? pipelineOf(running)?.sourcesEnded() : new Promise<void>((resolve) => void process.once('SIGTERM', resolve));
process.on('SIGHUP', () => void running.reload().catch((error: unknown) => console.error(String(error))));
await ended;
await running.close({ timeout: 5000 });
