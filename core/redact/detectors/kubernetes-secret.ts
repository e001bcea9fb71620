import type { Detector, Finding } from '../detector.js';
import { sampleText } from './sample.js';

const REACH = 16_384;
/** Real, or written as `\n` where the manifest was quoted. */
const LINE_END = String.raw`(?:\r?\n|(?:\\r)?\\n)`;
const KIND = new RegExp(String.raw`kind:[ \t]{0,4}["']?secret["']?[ \t]{0,4}(?=${LINE_END}|["']|$)`, 'iy');
const BLOCK = new RegExp(String.raw`(?:^|["']|${LINE_END})(?:data|stringData):[ \t]{0,8}${LINE_END}`, 'g');
/** Where the lines below `data:` end: at the first one that is not indented. */
const BLOCK_END = new RegExp(String.raw`${LINE_END}(?=[^\s#])|["'](?:[,}\]]|$)`, 'g');

/** The values of a Secret's manifest, from behind `data:` to the next line that is not indented. */
function findSecretData(text: string, at: number): Finding | undefined {
  KIND.lastIndex = at;
  if (!KIND.test(text)) return undefined;
  const from = Math.max(0, at - REACH);
  const window = text.slice(from, at + REACH);
  BLOCK.lastIndex = 0;
  if (BLOCK.exec(window) === null) return undefined;
  const start = BLOCK.lastIndex;
  BLOCK_END.lastIndex = start;
  const end = BLOCK_END.exec(window)?.index ?? window.length;
  const block = window.slice(start, end);
  if (!/:[ \t]*\S/.test(block) || /^\s*\[REDACTED:/.test(block)) return undefined;
  const indent = block.length - block.trimStart().length;
  return { start: from + start + indent, end: from + start + block.trimEnd().length };
}

export const KUBERNETES_SECRET_DETECTOR: Detector = {
  name: 'kubernetes_secret',
  group: 'secrets',
  anchors: ['kind: secret', "kind: 'secret"],
  reference: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  examples: {
    match: ['apiVersion: v1\nkind: Secret\ndata:\n  key: ' + Buffer.from(sampleText(12)).toString('base64') + '\nmetadata:\n  name: db'],
    noMatch: ['kind: Secret was deleted', 'apiVersion: v1\nkind: ConfigMap\ndata:\n  key: value', 'kind: Secret\nmetadata:\n  name: db'],
  },
  find: findSecretData,
};
