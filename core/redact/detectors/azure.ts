import type { Detector } from '../detector.js';
import { sampleText } from './sample.js';
import { tokenDetector } from './token.js';

/** Keys that Azure makes with a signature of its product within them, and a checksum: https://github.com/microsoft/security-utilities */
const IDENTIFIABLE = 'https://github.com/microsoft/security-utilities/blob/main/docs/HighConfidenceSecurityModels.md';

/** Credentials of Microsoft Azure. */
export const AZURE_DETECTORS: readonly Detector[] = [
  tokenDetector({
    name: 'azure_storage_key',
    anchors: ['accountkey=', 'sharedaccesskey='],
    pattern: /(?:AccountKey|SharedAccessKey)=([A-Za-z0-9+/%]{40,120}={0,2})/i,
    reference: 'https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string',
    match: ['AccountName=x;AccountKey=' + sampleText(86) + '=='],
  }),
  tokenDetector({
    name: 'azure_account_key',
    anchors: ['accountkey', 'account_key', 'account-key', 'storagekey', 'storage_key', 'storage-key'],
    glued: true,
    // What is listed or wrapped has the key on the line after its name.
    pattern: /(?:account|storage)[_-]?key[\w.-]{0,20}(?:[\s"'`:=>|,-]|\\{1,4}[nrt"']){1,24}([A-Za-z0-9+/]{86}==)/i,
    reference: 'https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage',
    match: ['storageAccountKey:\n  ' + sampleText(86) + '==', '"account_key": >-\\n ' + sampleText(86) + '=='],
    noMatch: ['account_key:\n  ' + sampleText(40), 'the account key is missing'],
  }),
  tokenDetector({
    name: 'azure_sas',
    anchors: ['sig='],
    pattern: /sig=([A-Za-z0-9%+/_-]{40,128}={0,2})/i,
    reference: 'https://learn.microsoft.com/rest/api/storageservices/create-service-sas',
    match: ['?sv=2022-11-02&se=2030-01-01&sig=' + sampleText(43) + '%3D'],
  }),
  tokenDetector({
    name: 'azure_client_secret',
    anchors: ['0q~', '1q~', '2q~', '3q~', '4q~', '5q~', '6q~', '7q~', '8q~', '9q~'],
    before: 3,
    pattern: /[\w~.]{3}\dQ~[\w~.-]{31,34}/,
    reference: 'https://learn.microsoft.com/purview/sit-defn-client-secret-api-key',
    match: ['aBc8Q~' + sampleText(34)],
  }),
  tokenDetector({
    name: 'azure_ai_key',
    anchors: ['jqqj9'],
    before: 52,
    pattern: /[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9][A-L][A-Za-z0-9]{16}[A-Za-z][A-Za-z0-9]{7}/,
    reference: IDENTIFIABLE,
    match: [sampleText(52) + 'JQQJ99AA' + sampleText(16) + 'A' + sampleText(7)],
  }),
  tokenDetector({
    name: 'azure_container_registry_key',
    anchors: ['+acr'],
    before: 42,
    pattern: /[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}/,
    reference: IDENTIFIABLE,
    match: [sampleText(42) + '+ACRA' + sampleText(5)],
  }),
  tokenDetector({
    name: 'azure_cosmos_key',
    anchors: ['acdb'],
    before: 76,
    pattern: /[A-Za-z0-9+/]{76}ACDb[A-Za-z0-9+/]{5}[AQgw]==/,
    reference: IDENTIFIABLE,
    match: [sampleText(76) + 'ACDb' + sampleText(5) + 'A=='],
    noMatch: ['0x1acdb4'],
  }),
  tokenDetector({
    name: 'azure_storage_account_key',
    anchors: ['+ast', '+aba', '+amc'],
    before: 76,
    pattern: /[A-Za-z0-9+/]{76}\+A(?:St|Ba|Mc)[A-Za-z0-9+/]{5}[AQgw]==/,
    reference: IDENTIFIABLE,
    match: [sampleText(76) + '+ASt' + sampleText(5) + 'A=='],
  }),
  tokenDetector({
    name: 'azure_messaging_key',
    anchors: ['+aeh', '+asb', '+arm', 'aiot'],
    before: 33,
    pattern: /[A-Za-z0-9+/]{33}(?:\+A(?:Eh|Sb|Rm)|AIoT)[A-P][A-Za-z0-9+/]{5}=/,
    reference: IDENTIFIABLE,
    match: [sampleText(33) + '+AEhA' + sampleText(5) + '='],
  }),
  tokenDetector({
    name: 'azure_function_key',
    anchors: ['azfu'],
    before: 44,
    pattern: /[\w-]{44}AzFu[\w-]{5}[AQgw]==/,
    reference: IDENTIFIABLE,
    match: [sampleText(44) + 'AzFu' + sampleText(5) + 'A=='],
  }),
  tokenDetector({
    name: 'azure_search_key',
    anchors: ['azse'],
    before: 42,
    pattern: /[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}(?![A-Za-z0-9])/,
    reference: IDENTIFIABLE,
    match: [sampleText(42) + 'AzSeA' + sampleText(5)],
  }),
  tokenDetector({
    name: 'azure_cache_key',
    anchors: ['azca'],
    before: 33,
    pattern: /[A-Za-z0-9+/]{33}AzCa[A-P][A-Za-z0-9+/]{5}=/,
    reference: IDENTIFIABLE,
    match: [sampleText(33) + 'AzCaA' + sampleText(5) + '='],
  }),
  tokenDetector({
    name: 'azure_apim_key',
    anchors: ['acdt', '+agw'],
    before: 76,
    pattern: /[A-Za-z0-9+/]{76}(?:ACdT|\+AGw)[A-Za-z0-9+/]{5}[AQgw]==/,
    reference: IDENTIFIABLE,
    match: [sampleText(76) + 'ACdT' + sampleText(5) + 'A=='],
  }),
];
