import type { Detector } from '../detector.js';
import { API_SERVICE_DETECTORS } from './api-service.js';
import { CARD_DETECTOR } from './card.js';
import { CHAT_DETECTORS } from './chat.js';
import { CLOUD_DETECTORS } from './cloud.js';
import { CODE_HOST_DETECTORS } from './code-host.js';
import { EMAIL_DETECTOR } from './email.js';
import { HTTP_CREDENTIAL_DETECTORS } from './http-credential.js';
import { JWT_DETECTOR } from './jwt.js';
import { PAYMENT_DETECTORS } from './payment.js';
import { PRIVATE_KEY_DETECTOR } from './private-key.js';
import { SAAS_DETECTORS } from './saas.js';

/** All built-in detectors but the one for assignments, which depends on the rules for names. */
export const DETECTORS: readonly Detector[] = [
  ...CLOUD_DETECTORS,
  ...CODE_HOST_DETECTORS,
  ...CHAT_DETECTORS,
  ...PAYMENT_DETECTORS,
  ...API_SERVICE_DETECTORS,
  ...SAAS_DETECTORS,
  ...HTTP_CREDENTIAL_DETECTORS,
  JWT_DETECTOR,
  PRIVATE_KEY_DETECTOR,
  EMAIL_DETECTOR,
  CARD_DETECTOR,
];
