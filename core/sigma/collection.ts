import { isMap, type ReadDocuments, type SigmaDocument } from './documents.js';
import type { SigmaProblem } from './problem.js';

type Content = Readonly<Record<string, unknown>>;

/**
 * Carries out what the documents of a text say under `action`, the older way to write several rules at once: `global` is part of
 * all rules behind it, and goes before what these state; `reset` ends that; `repeat` is the rule before it once more, with changes. What has
 * no id of its own besides the first gets that of the first with a number.
 */
export function carryOutActions({ documents, problems }: ReadDocuments): ReadDocuments {
  if (!documents.some(({ value }) => 'action' in value)) return { documents, problems };
  const rules: SigmaDocument[] = [];
  const wrong: SigmaProblem[] = [];
  const uses = new Map<unknown, number>();
  let shared: Content = {};
  let before: Content | undefined;
  for (const document of documents) {
    const { action, ...stated } = document.value;
    if (action === 'global') shared = merged(shared, stated);
    else if (action === 'reset') shared = {};
    else if (action === 'repeat' && before === undefined) wrong.push(document.problem(['action'], 'SIGMA_BAD_RULE', 'there is no rule before this one to be repeated'));
    else if (action !== undefined && action !== 'repeat') wrong.push(document.problem(['action'], 'SIGMA_BAD_RULE', `the action ${JSON.stringify(action)} is not one of global, reset, repeat`));
    else if ('correlation' in stated || 'filter' in stated) rules.push(document);
    else {
      before = action === 'repeat' ? merged(before ?? {}, stated) : merged(stated, shared);
      const { id } = before;
      const use = (uses.get(id) ?? 0) + 1;
      uses.set(id, use);
      const isAlone = id === undefined || use === 1 || stated['id'] !== undefined;
      rules.push({ value: isAlone ? before : { ...before, id: `${textOf(id)}-${use}` }, problem: (...place) => document.problem(...place) });
    }
  }
  return { documents: rules, problems: [...problems, ...wrong] };
}

function textOf(id: unknown): string {
  return typeof id === 'string' ? id : JSON.stringify(id);
}

/** Maps within maps are merged; of anything else the second counts. */
function merged(first: Content, second: Content): Content {
  const both = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const own = both[key];
    both[key] = isMap(own) && isMap(value) ? merged(own, value) : value;
  }
  return both;
}
