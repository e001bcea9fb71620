import { beginsToken, isDigit } from '../detector.js';
import type { Detector, Finding } from '../detector.js';

const FORM = /(\d{3})([ -]?)(\d{2})([ -]?)(\d{4})(?![\w]|[.-]\d)/y;
const REACH = 56;
const SAID = /(?:\b|\\[nrt])(?:ssns?|ss#|social[ _-]?security)[^\n\d]{0,32}$/i;
/** Printed in advertisements, and void since. */
const VOID: ReadonlySet<string> = new Set(['078051120', '219099999']);

/** Area, group and serial as the Social Security Administration gives them out. */
function isIssued(area: string, group: string, serial: string): boolean {
  return area !== '000' && area !== '666' && area < '900' && group !== '00' && serial !== '0000' && !VOID.has(area + group + serial);
}

/** With dashes it is known by its form; otherwise the words before it must say what it is. */
function findSsn(text: string, at: number): Finding | undefined {
  // Most of what has digits is a time or an amount: no three digits, or no two behind them.
  if (!isDigit(text.charCodeAt(at + 4)) || !isDigit(text.charCodeAt(at + 2)) || !beginsToken(text, at) || '-._+'.includes(text.charAt(at - 1) || ' ')) return undefined;
  FORM.lastIndex = at;
  const found = FORM.exec(text);
  if (found === null || !isIssued(found[1] as string, found[3] as string, found[5] as string)) return undefined;
  const isDashed = found[2] === '-' && found[4] === '-';
  return isDashed || SAID.test(text.slice(Math.max(0, at - REACH), at)) ? { start: at, end: FORM.lastIndex } : undefined;
}

export const US_SSN_DETECTOR: Detector = {
  name: 'us_ssn',
  group: 'personal',
  anchors: [],
  digits: 9,
  reference: 'https://www.ssa.gov/employer/randomization.html',
  examples: {
    match: ['536-' + '22-' + '8726', 'SSN: 536' + '228726', 'social security number 536 ' + '22 8726'],
    noMatch: ['666-12-3456', '900-12-3456', '536-00-8726', '536-22-0000', '078-05-1120', '536' + '228726', '536-22-87261', '2026-01-2345'],
  },
  find: findSsn,
};
