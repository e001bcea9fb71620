import type { Detector } from '../detector.js';
import { passesLuhn } from './card.js';
import { isDayOfMonth, isShortDate, passesVerhoeff, weighted } from './check-digits.js';
import { nationalIdDetector } from './national-id.js';
import type { NationalId } from './national-id.js';

function isCpf(id: string): boolean {
  const check = (length: number): number => ((weighted(id, Array.from({ length }, (_, at) => length + 1 - at)) * 10) % 11) % 10;
  return !/^(\d)\1+$/.test(id) && check(9) === Number(id.charAt(9)) && check(10) === Number(id.charAt(10));
}

function isCnpj(id: string): boolean {
  const check = (weights: readonly number[]): number => ((rest) => (rest < 2 ? 0 : 11 - rest))(weighted(id, weights) % 11);
  return check([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === Number(id.charAt(12)) && check([6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === Number(id.charAt(13));
}

function isChinese(id: string): boolean {
  const sum = weighted(id, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return isDayOfMonth(Number(id.slice(10, 12)), Number(id.slice(12, 14))) && '10X98765432'.charAt(sum % 11) === id.at(-1);
}

function isTurkish(id: string): boolean {
  const odd = weighted(id, [1, 0, 1, 0, 1, 0, 1, 0, 1]);
  const even = weighted(id, [0, 1, 0, 1, 0, 1, 0, 1]);
  const tenth = (((odd * 7 - even) % 10) + 10) % 10;
  return tenth === Number(id.charAt(9)) && (odd + even + tenth) % 10 === Number(id.charAt(10));
}

function isSingaporean(id: string): boolean {
  const sum = weighted(id.slice(1, 8), [2, 7, 6, 5, 4, 3, 2]) + (/^[TG]/.test(id) ? 4 : id.startsWith('M') ? 3 : 0);
  const letters = /^[ST]/.test(id) ? 'JZIHGFEDCBA' : id.startsWith('M') ? 'XWUTRQPNJLK' : 'XWUTRQPNMLK';
  return letters.charAt(sum % 11) === id.at(-1);
}

const CURP = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';

function isMexican(id: string): boolean {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += CURP.indexOf(id.charAt(i)) * (18 - i);
  return (10 - (sum % 10)) % 10 === Number(id.at(-1));
}

const IDS: readonly NationalId[] = [
  { name: 'us_itin', words: ['itin', 'taxpayer id'], form: /9\d{2}[ -]?(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])[ -]?\d{4}/, valid: () => true, sample: '911-70-1234', wrong: '911-89-1234', reference: 'https://www.irs.gov/irm/part3/irm_03-021-263r' },
  { name: 'us_npi', words: ['npi'], form: /[12]\d{3} ?\d{3} ?\d{3}/, valid: (id) => passesLuhn(`80840${id}`), sample: '1234567893', wrong: '1234567894', reference: 'https://www.cms.gov/regulations-and-guidance/administrative-simplification/nationalprovidentstand' },
  { name: 'us_mbi', words: ['mbi', 'medicare'], form: /[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}/, valid: () => true, sample: '1EG4-TE5-MK73', wrong: '1SG4-TE5-MK73', reference: 'https://www.cms.gov/medicare/new-medicare-card/understanding-the-mbi.pdf' },
  { name: 'ca_sin', words: ['social insurance', 'sin:', 'sin=', 'sin is', 'sin number', 'nas:', 'nas is'], form: /[1-79]\d{2}[ -]?\d{3}[ -]?\d{3}/, valid: passesLuhn, sample: '130-692-544', wrong: '130-692-545', reference: 'https://www.canada.ca/en/employment-social-development/services/sin.html' },
  { name: 'br_cpf', words: ['cpf'], form: /\d{3}\.?\d{3}\.?\d{3}-?\d{2}/, valid: isCpf, sample: '529.982.247-25', wrong: '529.982.247-26', reference: 'https://www.gov.br/receitafederal/pt-br/assuntos/meu-cpf' },
  { name: 'br_cnpj', words: ['cnpj'], form: /\d{2}\.?\d{3}\.?\d{3}\/?\d{4}-?\d{2}/, valid: isCnpj, sample: '11.222.333/0001-81', wrong: '11.222.333/0001-82', reference: 'https://www.gov.br/receitafederal/pt-br/assuntos/orientacao-tributaria/cadastros/cnpj' },
  { name: 'mx_curp', words: ['curp'], form: /[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d/, valid: isMexican, sample: 'HEGG560427MVZRRL04', wrong: 'HEGG560427MVZRRL05', reference: 'https://www.gob.mx/segob/renapo/acciones-y-programas/clave-unica-de-registro-de-poblacion-curp-142226' },
  { name: 'in_aadhaar', words: ['aadhaar', 'aadhar', 'uidai'], form: /[2-9]\d{3}[ :-]?\d{4}[ :-]?\d{4}/, valid: passesVerhoeff, sample: '3998 7654 3211', wrong: '3998 7654 3212', reference: 'https://uidai.gov.in/en/my-aadhaar/about-your-aadhaar.html' },
  { name: 'in_pan', words: ['permanent account', 'pan:', 'pan is', 'pan number', 'pan card'], form: /[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]/, valid: () => true, sample: 'AAAPL1234C', wrong: 'AAAXL1234C', reference: 'https://incometaxindia.gov.in/tutorials/1.permanent%20account%20number%20(pan).pdf' },
  { name: 'cn_resident_id', words: ['身份证', 'resident id', 'shenfenzheng'], form: /[1-8]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dX]/, valid: isChinese, sample: '11010519491231002X', wrong: '110105194912310021', reference: 'https://openstd.samr.gov.cn/bzgk/gb/newGbInfo?hcno=080D6FBF2BB468F9007657F26D60013E' },
  { name: 'kr_rrn', words: ['주민등록', '주민번호', 'rrn'], form: /\d{6}-?[1-8]\d{6}/, valid: isShortDate, sample: '960121-1234567', wrong: '961321-1234567', reference: 'https://www.law.go.kr/lsInfoP.do?lsiSeq=228627' },
  { name: 'jp_my_number', words: ['マイナンバー', '個人番号', 'my number'], form: /\d{4}[ -]?\d{4}[ -]?\d{4}/, valid: (id) => ((rest) => (rest <= 1 ? 0 : 11 - rest))(weighted(id, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) === Number(id.at(-1)), sample: '1234 5678 9018', wrong: '1234 5678 9012', reference: 'https://www.soumu.go.jp/kojinbango_card/03.html' },
  { name: 'sg_nric', words: ['nric', 'fin:', 'fin is', 'fin number'], form: /[STFGM]\d{7}[A-Z]/, valid: isSingaporean, sample: 'S2740116C', wrong: 'S2740116D', reference: 'https://www.ica.gov.sg/documents/ic' },
  { name: 'au_tfn', words: ['tfn', 'tax file number'], form: /\d{3}[ -]?\d{3}[ -]?\d{3}/, valid: (id) => weighted(id, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0, sample: '876 543 210', wrong: '876 543 211', reference: 'https://www.ato.gov.au/individuals-and-families/tax-file-number' },
  { name: 'au_medicare', words: ['medicare'], form: /[2-6]\d{3}[ -]?\d{5}[ -]?\d(?:[ /-]?\d)?/, valid: (id) => weighted(id, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === Number(id.charAt(8)), sample: '2123 45670 1', wrong: '2123 45671 1', reference: 'https://www.servicesaustralia.gov.au/medicare-card' },
  { name: 'za_id', words: ['rsa id', 'sa id', 'south african id', 'za id', 'permanent resident'], form: /\d{10}[012]\d{2}/, valid: (id) => passesLuhn(id) && isShortDate(id), sample: '8001015000086', wrong: '8001015000087', reference: 'https://www.gov.za/services/services-residents/birth/get-an-identity-document' },
  { name: 'tr_kimlik', words: ['kimlik', 'tckn'], form: /[1-9]\d{10}/, valid: isTurkish, sample: '10000000146', wrong: '10000000147', reference: 'https://www.nvi.gov.tr/' },
  { name: 'th_id', words: ['thai id', 'tnin', 'บัตรประชาชน', 'ประจำตัวประชาชน'], form: /[1-8]-?\d{4}-?\d{5}-?\d{2}-?\d/, valid: (id) => (11 - (weighted(id, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === Number(id.at(-1)), sample: '1234567890121', wrong: '1234567890122', reference: 'https://www.bora.dopa.go.th/' },
  { name: 'il_id', words: ['teudat zehut', 'תעודת זהות', 'israeli id'], form: /\d{9}/, valid: passesLuhn, sample: '123456782', wrong: '123456783', reference: 'https://www.gov.il/en/service/biometric_smart_id_request' },
];

/** National numbers of the Americas, Asia, Africa and Oceania. */
export const WORLD_ID_DETECTORS: readonly Detector[] = IDS.map(nationalIdDetector);
