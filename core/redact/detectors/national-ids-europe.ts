import type { Detector } from '../detector.js';
import { passesLuhn } from './card.js';
import { isDayOfMonth, isShortDate, passesMod1110, weighted } from './check-digits.js';
import { nationalIdDetector } from './national-id.js';
import type { NationalId } from './national-id.js';

const SPANISH = 'TRWAGMYFPDXBNJZSQVHLCKE';
const FINNISH = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const IRISH = 'WABCDEFGHIJKLMNOPQRSTUV';
/** Values of the characters at odd places of an Italian fiscal code; those at even places count as their order. */
const ITALIAN_ODD: readonly number[] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

function isSpanish(id: string): boolean {
  const number = id.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
  return SPANISH.charAt(Number(number) % 23) === id.at(-1);
}

function isItalian(id: string): boolean {
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const code = id.charCodeAt(i);
    const order = code >= 65 ? code - 65 : code - 48;
    sum += i % 2 === 0 ? (ITALIAN_ODD[order] as number) : order;
  }
  return String.fromCharCode(65 + (sum % 26)) === id.at(-1);
}

function isFrench(id: string): boolean {
  const number = id.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return 97 - Number(BigInt(number) % 97n) === Number(id.slice(13));
}

function isGermanTaxId(id: string): boolean {
  // One digit comes twice or three times among the first ten, and no other does.
  const counts = [...new Set(id.slice(0, 10))].map((digit) => id.slice(0, 10).split(digit).length - 1).filter((count) => count > 1);
  return counts.length === 1 && (counts[0] as number) <= 3 && passesMod1110(id);
}

function isNorwegian(id: string): boolean {
  return weighted(id, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 && weighted(id, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

function isBelgian(id: string): boolean {
  const check = Number(id.slice(9));
  return 97 - (Number(id.slice(0, 9)) % 97) === check || 97 - (Number(`2${id.slice(0, 9)}`) % 97) === check;
}

const IDS: readonly NationalId[] = [
  { name: 'uk_nhs', words: ['nhs'], form: /\d{3}[ -]?\d{3}[ -]?\d{4}/, valid: (id) => weighted(id, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0, sample: '401-023-2137', wrong: '401-023-2138', reference: 'https://www.datadictionary.nhs.uk/attributes/nhs_number.html' },
  { name: 'uk_nino', words: ['nino', 'national insurance', 'ni number'], form: /(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]/, valid: () => true, sample: 'AA 12 34 56 B', wrong: 'BG 12 34 56 B', reference: 'https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110' },
  { name: 'es_nif', words: ['nif ', 'nif:', 'nif=', 'nie ', 'nie:', 'nie=', 'dni ', 'dni:', 'dni='], form: /(?:\d{7,8}|[XYZ]\d{7})-?[A-Z]/, valid: isSpanish, sample: '12345678Z', wrong: '12345678A', reference: 'https://www.interior.gob.es/opencms/es/servicios-al-ciudadano/tramites-y-gestiones/dni/calculo-del-digito-de-control-del-nif-nie/' },
  { name: 'it_fiscal_code', words: ['codice fiscale', 'codice_fiscale', 'codicefiscale', 'fiscal code', 'fiscal_code'], form: /[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]/, valid: isItalian, sample: 'RSSMRA85T10A562S', wrong: 'RSSMRA85T10A562A', reference: 'https://www.agenziaentrate.gov.it/portale/web/english/nse/individuals/tax-identification-number' },
  { name: 'fr_nir', words: ['curité sociale', 'curite sociale', 'nir ', 'nir:', 'nir='], form: /[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}/, valid: isFrench, sample: '2 55 08 14 168 025 38', wrong: '2 55 08 14 168 025 39', reference: 'https://www.insee.fr/fr/metadonnees/definition/c1409' },
  { name: 'de_tax_id', words: ['idnr', 'steuer-id', 'steuerid', 'steuer id', 'steuerliche identifikation', 'steueridentifikation'], form: /[1-9]\d ?\d{3} ?\d{3} ?\d{3}/, valid: isGermanTaxId, sample: '86095742719', wrong: '86095742710', reference: 'https://www.bzst.de/EN/Private_individuals/Tax_identification_number/tax_identification_number_node.html' },
  { name: 'pl_pesel', words: ['pesel'], form: /\d{11}/, valid: (id) => weighted(id, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0, sample: '44051401458', wrong: '44051401459', reference: 'https://www.gov.pl/web/gov/czym-jest-numer-pesel' },
  { name: 'se_personnummer', words: ['personnummer', 'pnr', 'swedish id', 'personal identity'], form: /(?:\d{2})?\d{6}[-+]?\d{4}/, valid: (id) => passesLuhn(id.slice(-10)) && isDayOfMonth(Number(id.slice(-8, -6)), Number(id.slice(-6, -4)) % 60), sample: '871220-2384', wrong: '871220-2385', reference: 'https://www.skatteverket.se/servicelankar/otherlanguages/inenglish/individualsandemployees/livinginsweden/personalidentitynumberandcoordinationnumber.html' },
  { name: 'fi_henkilotunnus', words: ['henkilötunnus', 'henkilotunnus', 'hetu', 'finnish id', 'identity code'], form: /\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]/, valid: (id) => isFinnish(id), sample: '131052-308T', wrong: '131052-308U', reference: 'https://dvv.fi/en/personal-identity-code' },
  { name: 'no_fodselsnummer', words: ['fødselsnummer', 'fodselsnummer', 'personnummer'], form: /\d{6} ?\d{5}/, valid: isNorwegian, sample: '01010750160', wrong: '01010750161', reference: 'https://www.skatteetaten.no/en/person/national-registry/identitetsnummer/' },
  { name: 'nl_bsn', words: ['bsn', 'burgerservicenummer', 'sofinummer'], form: /\d{9}|\d{4}\.\d{2}\.\d{3}/, valid: (id) => weighted(id, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 && Number(id) > 0, sample: '111222333', wrong: '111222334', reference: 'https://www.government.nl/topics/personal-data/citizen-service-number-bsn' },
  { name: 'be_national_number', words: ['rijksregister', 'registre national', 'national register', 'national number', 'insz', 'niss'], form: /\d{2}[.-]?\d{2}[.-]?\d{2}[ .-]?\d{3}[.-]?\d{2}/, valid: isBelgian, sample: '85.07.30-033.28', wrong: '85.07.30-033.29', reference: 'https://www.ibz.rrn.fgov.be/en/national-register/' },
  { name: 'ch_ahv', words: ['ahv', 'avs:', 'avs ', 'avs-', 'oasi'], form: /756\.\d{4}\.\d{4}\.\d{2}|756\d{10}/, valid: (id) => weighted(id, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0, sample: '756.9217.0769.85', wrong: '756.9217.0769.84', reference: 'https://www.zas.admin.ch/zas/en/home/partenaires-et-institutions-/navs13.html' },
  { name: 'ie_pps', words: ['pps', 'ppsn'], form: /\d{7}[A-W][A-IW]?/, valid: (id) => IRISH.charAt((weighted(id, [8, 7, 6, 5, 4, 3, 2]) + (id.length === 9 ? 9 * (IRISH.indexOf(id.charAt(8))) : 0)) % 23) === id.charAt(7), sample: '1234567T', wrong: '1234567A', reference: 'https://www.gov.ie/en/department-of-social-protection/services/get-a-personal-public-service-pps-number/' },
  { name: 'pt_nif', words: ['contribuinte', 'nif ', 'nif:', 'nif='], form: /[1-3]\d{2} ?\d{3} ?\d{3}/, valid: (id) => ((rest) => (rest < 2 ? 0 : 11 - rest))(weighted(id, [9, 8, 7, 6, 5, 4, 3, 2]) % 11) === Number(id.at(-1)), sample: '123456789', wrong: '123456788', reference: 'https://eportugal.gov.pt/en/servicos/pedir-o-numero-de-identificacao-fiscal-para-pessoa-singular' },
  { name: 'dk_cpr', words: ['cpr'], form: /\d{6}-\d{4}/, valid: (id) => isDayOfMonth(Number(id.slice(2, 4)), Number(id.slice(0, 2))), sample: '070761-4285', wrong: '320761-4285', reference: 'https://www.cpr.dk/cpr-systemet/opbygning-af-cpr-nummeret' },
];

function isFinnish(id: string): boolean {
  // The sign of the century was left out with the other marks where it is no letter.
  const digits = id.slice(0, 6) + id.slice(-4, -1);
  return isShortDate(id.slice(4, 6) + id.slice(2, 4) + id.slice(0, 2)) && FINNISH.charAt(Number(digits) % 31) === id.at(-1);
}

/** National numbers of Europe. */
export const EUROPEAN_ID_DETECTORS: readonly Detector[] = IDS.map(nationalIdDetector);
