/** An object that may be anything: what is read from it is looked at first. */
type Unknown = Readonly<Record<string | symbol, unknown>>;

/**
 * What an HTTP message or its headers say, as an object: nothing of the sockets, buffers and raw headers that hang on one. Undefined
 * for every other object. Known by their shape, of node:http as of fetch: naming their classes would load them. May throw.
 */
export function httpForm(object: object): object | undefined {
  const value = object as Unknown;
  switch (value[Symbol.toStringTag]) {
    case 'Headers':
    case 'URLSearchParams':
    case 'FormData':
      return typeof value['forEach'] === 'function' ? entriesOf(object as Iterable<unknown>) : undefined;
    case 'Request':
      return typeof value['url'] === 'string' ? pick(value, ['method', 'url', 'headers']) : undefined;
    case 'Response':
      return typeof value['status'] === 'number' ? pick(value, ['status', 'url', 'headers']) : undefined;
    default:
  }
  if (Array.isArray(value['rawHeaders'])) return typeof value['statusCode'] === 'number' ? pick(value, ['statusCode', 'headers']) : requestForm(value);
  if (typeof value['getHeaders'] !== 'function') return undefined;
  const headers: unknown = value['getHeaders']();
  return typeof value['statusCode'] === 'number' ? { statusCode: value['statusCode'], headers } : { ...pick(value, ['method', 'host', 'path']), headers };
}

/** Of a server; frameworks keep the whole address under another name where a router has cut it. */
function requestForm(value: Unknown): object {
  const { id, originalUrl, url, socket } = value;
  return {
    ...(typeof id === 'string' || typeof id === 'number' ? { id } : {}),
    ...pick(value, ['method']),
    url: originalUrl ?? url,
    ...pick(value, ['headers']),
    ...(typeof socket === 'object' && socket !== null ? pick(socket as Unknown, ['remoteAddress', 'remotePort']) : {}),
  };
}

function pick(value: Unknown, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, value[name]]));
}

/** By name; a name that is there more than once has a list. */
function entriesOf(pairs: Iterable<unknown>): object {
  const lists = new Map<string, unknown[]>();
  for (const [name, value] of pairs as Iterable<readonly [string, unknown]>) {
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [value]);
    else list.push(value);
  }
  return Object.fromEntries([...lists].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
