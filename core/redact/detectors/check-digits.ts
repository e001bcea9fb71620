/** Sum of the digits, each times its weight. */
export function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * Number(digits.charAt(at)), 0);
}

/** ISO 7064 MOD 11,10: the last digit checks the others. */
export function passesMod1110(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits.at(-1));
}

const D = ['0123456789', '1234067895', '2340178956', '3401289567', '4012395678', '5987604321', '6598710432', '7659821043', '8765932104', '9876543210'];
const P = ['0123456789', '1576283094', '5803796142', '8916043527', '9453126870', '4286573901', '2793806415', '7046913258'];

/** Verhoeff's scheme: https://en.wikipedia.org/wiki/Verhoeff_algorithm */
export function passesVerhoeff(digits: string): boolean {
  let check = 0;
  for (let i = 0; i < digits.length; i++) check = Number(D[check]?.charAt(Number(P[i % 8]?.charAt(Number(digits.charAt(digits.length - 1 - i))))));
  return check === 0;
}

/** Whether six digits are a day, written YYMMDD. */
export function isShortDate(digits: string): boolean {
  return isDayOfMonth(Number(digits.slice(2, 4)), Number(digits.slice(4, 6)));
}

/** Whether there is such a day in any year. */
export function isDayOfMonth(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= (month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31);
}
