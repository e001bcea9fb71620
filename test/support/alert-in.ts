import type { Alert, AlertDelivery } from '../../core/contract/alert.js';

/** The alert of a delivery that has one. */
export function alertIn({ id, content }: AlertDelivery): Alert {
  if (!('alert' in content)) throw new Error(`${id} is a summary`);
  return content.alert;
}
