/** FNV-1a of an event's id, 30 bits: two events of the same millisecond are taken for one with a chance of one in a thousand million. */
export function eventDigest(id: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) value = Math.imul(value ^ id.charCodeAt(i), 0x01000193);
  return value & 0x3fffffff;
}
