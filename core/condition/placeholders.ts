/** Values by the name of their list: what `%name%` stands for under `expand`. */
export type ValueLists = Readonly<Record<string, readonly (string | number)[]>>;

const PLACEHOLDER = /(?<!\\)%(\w+)%/;

/**
 * The text with each placeholder as each of its values; without placeholders, the text. `missing` names a list that is
 * not there, `count` says how many there would be where that is more than `most`.
 */
export function expandPlaceholders(text: string, lists: ValueLists, most: number): readonly string[] | { readonly missing: string } | { readonly count: number } {
  const [first = '', ...rest] = text.split(new RegExp(PLACEHOLDER, 'g'));
  let texts: readonly string[] = [first];
  for (let at = 0; at < rest.length; at += 2) {
    const name = rest[at] ?? '';
    const values = Object.hasOwn(lists, name) ? lists[name] : undefined;
    if (values === undefined) return { missing: name };
    if (texts.length * values.length > most) return { count: texts.length * values.length };
    texts = texts.flatMap((head) => values.map((value) => `${head}${value}${rest[at + 1] ?? ''}`));
  }
  return texts;
}
