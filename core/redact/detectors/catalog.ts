import type { Detector } from '../detector.js';
import { API_SERVICE_DETECTORS } from './api-service.js';
import { AZURE_DETECTORS } from './azure.js';
import { CARD_DETECTOR } from './card.js';
import { CHAT_DETECTORS } from './chat.js';
import { CLOUD_DETECTORS } from './cloud.js';
import { CODE_HOST_DETECTORS } from './code-host.js';
import { EMAIL_DETECTOR } from './email.js';
import { HTTP_CREDENTIAL_DETECTORS } from './http-credential.js';
import { IBAN_DETECTOR } from './iban.js';
import { JWT_DETECTOR } from './jwt.js';
import { KUBERNETES_SECRET_DETECTOR } from './kubernetes-secret.js';
import { MODEL_API_DETECTORS } from './model-api.js';
import { EUROPEAN_ID_DETECTORS } from './national-ids-europe.js';
import { WORLD_ID_DETECTORS } from './national-ids-world.js';
import { NETWORK_DETECTORS } from './network.js';
import { PASSWORD_HASH_DETECTORS } from './password-hash.js';
import { PAYMENT_DETECTORS } from './payment.js';
import { PHONE_DETECTOR } from './phone.js';
import { PRIVATE_KEY_DETECTOR, PUTTY_KEY_DETECTOR } from './private-key.js';
import { SAAS_DETECTORS } from './saas.js';
import { SERVICE_API_DETECTORS } from './service-api.js';
import { SERVICE_CLOUD_DETECTORS } from './service-cloud.js';
import { SERVICE_SAAS_DETECTORS } from './service-saas.js';
import { SPOKEN_CREDENTIAL_DETECTORS } from './spoken-credential.js';
import { US_SSN_DETECTOR } from './us-ssn.js';

/** All built-in detectors but the one for assignments, which depends on the rules for names. */
export const DETECTORS: readonly Detector[] = [
  ...CLOUD_DETECTORS,
  ...AZURE_DETECTORS,
  ...CODE_HOST_DETECTORS,
  ...CHAT_DETECTORS,
  ...PAYMENT_DETECTORS,
  ...MODEL_API_DETECTORS,
  ...API_SERVICE_DETECTORS,
  ...SAAS_DETECTORS,
  ...SERVICE_CLOUD_DETECTORS,
  ...SERVICE_API_DETECTORS,
  ...SERVICE_SAAS_DETECTORS,
  ...HTTP_CREDENTIAL_DETECTORS,
  ...SPOKEN_CREDENTIAL_DETECTORS,
  ...PASSWORD_HASH_DETECTORS,
  JWT_DETECTOR,
  PRIVATE_KEY_DETECTOR,
  PUTTY_KEY_DETECTOR,
  KUBERNETES_SECRET_DETECTOR,
  EMAIL_DETECTOR,
  CARD_DETECTOR,
  IBAN_DETECTOR,
  PHONE_DETECTOR,
  US_SSN_DETECTOR,
  ...EUROPEAN_ID_DETECTORS,
  ...WORLD_ID_DETECTORS,
  ...NETWORK_DETECTORS,
];
