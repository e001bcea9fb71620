/** The config of `hushpipe demo`, as `hushpipe demo --print-config` prints it: what a small shop would write. */
export const DEMO_CONFIG = `version: 1
service: { name: shop, env: demo }

sources:
  app: { type: file, paths: ['logs/*.log'] }

# Passwords, tokens, cards and mail addresses are redacted without asking. This adds a key of the shop's own.
redact:
  keys: [coupon]

transforms:
  - { type: drop, when: { path: /healthz } }

sinks:
  archive: { type: file, path: archive/app.jsonl }

actions:
  team: { type: slack, webhook_url: '\${SLACK_WEBHOOK_URL}' }

triggers:
  - name: payments-failing
    when: { level: error, logger: payments }
    count: { gte: 5, within: 10s, by: code }
    severity: critical
    alert: { to: team, title: 'Payments fail with \${code}', text: 'The latest customer is \${customer}.' }
`;
