/** The most of Discord's own words that go into an error. */
const LONGEST = 200;

/**
 * What Discord says about a refusal, from its JSON: the code, the message and the places of the fields that it refuses,
 * e.g. `50035, Invalid Form Body, embeds.0.title: BASE_TYPE_BAD_LENGTH`. Only what looks like Discord's own words is
 * taken, so nothing that was sent comes back in an error.
 */
export function describeRefusal(body: string): string {
  const { code, message, errors } = readAnswer(body);
  const words = [
    typeof code === 'number' ? String(code) : '',
    typeof message === 'string' && /^[A-Za-z][A-Za-z .,'-]{0,60}$/.test(message) ? message : '',
    ...places(errors, []),
  ];
  return words.filter((word) => word !== '').join(', ').slice(0, LONGEST);
}

/** Discord's answer as an object; an empty one where it is none. */
export function readAnswer(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** Discord nests its errors as the request is nested; a leaf is `{ _errors: [{ code, message }] }`. */
function places(errors: unknown, path: readonly string[]): readonly string[] {
  if (!isObject(errors) || path.length > 8) return [];
  return Object.entries(errors).slice(0, 10).flatMap(([key, value]) => {
    if (key !== '_errors') return /^[a-z0-9_]{1,40}$/.test(key) ? places(value, [...path, key]) : [];
    const [first] = Array.isArray(value) ? value as readonly unknown[] : [];
    const code = isObject(first) ? first['code'] : undefined;
    return typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code) ? [`${path.join('.')}: ${code}`] : [];
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
