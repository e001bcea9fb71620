/** What a webhook's address says: where the API is, and the webhook's own id and token. */
export interface WebhookAddress {
  /** The API's base, without a version: `https://discord.com/api`. */
  readonly api: string;
  readonly id: string;
  readonly token: string;
}

/** Reads `https://discord.com/api/webhooks/<id>/<token>`, also with a version or of another host. Undefined for all else. */
export function parseWebhookAddress(url: string): WebhookAddress | undefined {
  const match = /^(https?:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?\/api)(?:\/v\d{1,2})?\/webhooks\/(\d{1,20})\/([\w-]{1,200})\/?$/.exec(url);
  const [, api, id, token] = match ?? [];
  return api === undefined || id === undefined || token === undefined ? undefined : { api, id, token };
}
