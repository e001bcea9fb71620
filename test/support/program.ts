import { fileURLToPath } from 'node:url';

/** The command `hushpipe` as it is published. */
export const PROGRAM = fileURLToPath(new URL('../../bundle/hushpipe.js', import.meta.url));
