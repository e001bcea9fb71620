/** Codes of ASCII, and what the loops compare sixteen bytes with. */

export const QUOTE: u8 = 0x22;
export const BACKSLASH: u8 = 0x5c;
export const COLON: u8 = 0x3a;
export const COMMA: u8 = 0x2c;
export const POINT: u8 = 0x2e;
export const MINUS: u8 = 0x2d;
export const PLUS: u8 = 0x2b;
export const SPACE: u8 = 0x20;
export const OPEN_BRACE: u8 = 0x7b;
export const CLOSE_BRACE: u8 = 0x7d;
export const OPEN_BRACKET: u8 = 0x5b;

/**
 * Vectors in the kernel's first page. Loaded they cost one step, while V8 puts a constant together anew in every turn of a loop,
 * in three to five.
 */
const VECTORS: usize = 1536;
export const QUOTES: usize = VECTORS;
export const BACKSLASHES: usize = VECTORS + 16;
export const CONTROLS: usize = VECTORS + 32;
export const SPACES: usize = VECTORS + 48;
export const MINUSES: usize = VECTORS + 64;
export const DIGIT_ZEROS: usize = VECTORS + 80;
export const NINES: usize = VECTORS + 96;
export const LOW_THREE_BITS: usize = VECTORS + 112;
export const FIRST_BYTES: usize = VECTORS + 128;
/** By the low three bits of a byte. */
export const BIT_OF: usize = VECTORS + 144;
/** The character that is looked for. */
export const CHARS: usize = VECTORS + 160;

export function storeVectors(char: u8): void {
  v128.store(QUOTES, i8x16.splat(<i8>QUOTE));
  v128.store(BACKSLASHES, i8x16.splat(<i8>BACKSLASH));
  v128.store(CONTROLS, i8x16.splat(<i8>(SPACE - 1)));
  v128.store(SPACES, i8x16.splat(<i8>SPACE));
  v128.store(MINUSES, i8x16.splat(<i8>MINUS));
  v128.store(DIGIT_ZEROS, i8x16.splat(0x30));
  v128.store(NINES, i8x16.splat(9));
  v128.store(LOW_THREE_BITS, i8x16.splat(7));
  v128.store(FIRST_BYTES, i16x8.splat(0xff));
  v128.store(BIT_OF, i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0));
  v128.store(CHARS, i8x16.splat(<i8>char));
}

@inline export function isDigit(byte: u8): bool {
  return byte >= 0x30 && byte <= 0x39;
}
