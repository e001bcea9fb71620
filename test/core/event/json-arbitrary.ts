import fc from 'fast-check';

/** All runs start here, so that a failure repeats; fast-check prints it with the failing case. */
export const SEED = 20260917;

/** Strings with what JSON makes special: escapes, quotes, lone surrogates, NUL, what lies beyond one UTF-16 unit. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', '"', '\\', '\\"', '\u0000', '\ud800', '\udfff', '\n', '\r\n', '\u2028', '/', '😀', 'é', '\ufeff', '\u007f'),
);

/**
 * Keys that collide now and then, and those that break naive readers. No key is a backslash alone: once JSON.parse of Node 24 has
 * seen that key, it takes another one of one character that is written as an escape for it.
 */
export const key: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'a.b', 'a.b.c', 'b.c', '', '.', 'a.', '.a', '0', '1', 'a.0', '__proto__', 'constructor', 'level', 'time', 'message', 'log.level', 'log'),
  text.filter((name) => name !== '\\'),
);

/** JSON text of a number, in any form that the grammar allows. */
const number: fc.Arbitrary<string> = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom('0', '-0', '-0.0', '1e400', '-1E+400', '1e-400', '12345678901234567890', '9007199254740993', '0.10', '1.0', '2E5', '0e0'),
);

const space: fc.Arbitrary<string> = fc.constantFrom('', '', '', '', ' ', '\t', '\n', '\r', ' \r\n\t ');

/** JSON text of a string, each character written plainly or as an escape. */
const quoted = (value: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.tuple(value, fc.constantFrom(0, 0, 1, 2)).map(([content, form]) => {
  if (form === 0) return JSON.stringify(content);
  let json = '';
  for (let at = 0; at < content.length; at++) {
    const hex = content.charCodeAt(at).toString(16).padStart(4, '0');
    json += form === 1 || at % 2 === 0 ? `\\u${form === 1 ? hex : hex.toUpperCase()}` : JSON.stringify(content[at]).slice(1, -1);
  }
  return `"${json.replace('\\u002f', '\\/')}"`;
});

const { value, object } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    quoted(text), number, fc.constantFrom('true', 'false', 'null'), tie('object'), tie('array'),
  ),
  object: fc.array(fc.tuple(space, quoted(key), space, space, tie('value'), space), { maxLength: 6 }).map(
    (members) => `{${members.map(([a, name, b, c, inner, d]) => `${a}${name}${b}:${c}${inner}${d}`).join(',')}${members.length === 0 ? ' ' : ''}}`,
  ),
  array: fc.array(fc.tuple(space, tie('value'), space), { maxLength: 4 }).map((items) => `[${items.map((item) => item.join('')).join(',')}]`),
}));

/** JSON text of any value. */
export const jsonText: fc.Arbitrary<string> = value;
/** JSON text of an object: duplicate keys, escapes and white space wherever the grammar has them. */
export const objectText: fc.Arbitrary<string> = fc.tuple(space, object, space).map((parts) => parts.join(''));

/** Bytes that are almost JSON: some were changed, left out, put in twice or torn out of their character. */
export const mutated: fc.Arbitrary<Buffer> = fc.tuple(
  objectText,
  fc.array(fc.record({
    at: fc.nat(), remove: fc.nat({ max: 3 }),
    insert: fc.oneof(
      fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', '.', 'e', 'E', '+', 't', 'null', ' ', '\n', '\u0000', '\u001f', '\\u12', '\\x', "'", '/', '//', 'é').map((part) => Buffer.from(part)),
      fc.uint8Array({ maxLength: 3 }).map((part) => Buffer.from(part)),
      fc.constant(Buffer.alloc(0)),
    ),
  }), { minLength: 1, maxLength: 3 }),
).map(([json, changes]) => {
  let bytes = Buffer.from(json);
  for (const { at, remove, insert } of changes) {
    const place = at % (bytes.length + 1);
    bytes = Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
  }
  return bytes;
});
