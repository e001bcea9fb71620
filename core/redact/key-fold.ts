/**
 * A member's name as rules compare it: '-', '_' and '.' left out, A-Z in lower case, everything else as it is, so that
 * api_key, api-key, API.KEY and apiKey are one name.
 */
export function foldKey(name: string): string {
  return name.replace(/[-_.]/g, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
