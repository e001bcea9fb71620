/** 53 bits of a text, spread evenly: two different texts have the same ones with a chance of one in nine thousand million million. */
export function valueHash(text: string): number {
  let low = 0x9e3779b9;
  let high = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  low = mix(low ^ (high >>> 15));
  high = mix(high ^ (low >>> 13));
  return (high & 0x1fffff) * 0x1_0000_0000 + (low >>> 0);
}

/** The last step of MurmurHash3: each bit of the input changes half of the output's. */
function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
