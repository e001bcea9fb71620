import { plainText, type Alert, type AlertDelivery, type AlertSummary, type Message } from '../contract/alert.js';
import type { JsonValue } from '../contract/json.js';
import type { EgressGuard } from '../redact/egress.js';

/**
 * What an action is given, as it may leave the process. Values of events were redacted when they came in; but a message puts them side
 * by side, and behind words of the config, which may show what each alone did not. What people typed came in by no inlet.
 */
export function guardedDelivery(delivery: AlertDelivery, guard: EgressGuard): AlertDelivery {
  const { content } = delivery;
  return { ...delivery, content: 'alert' in content ? { alert: guardedAlert(content.alert, guard) } : { summary: guardedSummary(content.summary, guard) } };
}

function guardedAlert(alert: Alert, guard: EgressGuard): Alert {
  const { title, text, why, key, topGroups, acknowledged, silenced, resolved } = alert;
  return {
    ...alert,
    title: guardedMessage(title, guard),
    text: guardedMessage(text, guard),
    why: guard.text(why),
    key: Object.fromEntries(Object.entries(key).map(([name, value]): [string, JsonValue] => [name, typeof value === 'string' ? guard.text(value) : value])),
    topGroups: topGroups.map((group) => ({ ...group, name: guard.text(group.name) })),
    ...(acknowledged === undefined ? {} : { acknowledged: { ...acknowledged, by: guard.stated(acknowledged.by) } }),
    ...(silenced === undefined ? {} : { silenced: { ...silenced, by: guard.stated(silenced.by), reason: guard.text(silenced.reason) } }),
    ...(resolved?.by === undefined ? {} : { resolved: { ...resolved, by: guard.stated(resolved.by) } }),
  };
}

function guardedSummary(summary: AlertSummary, guard: EgressGuard): AlertSummary {
  return { ...summary, title: guardedMessage(summary.title, guard), lines: summary.lines.map((line) => ({ ...line, title: guardedMessage(line.title, guard) })) };
}

/** Part by part, so that what the config says stays what it is; as one piece of data where the parts show something only together. */
function guardedMessage(message: Message, guard: EgressGuard): Message {
  const whole = guard.text(plainText(message));
  if (whole === plainText(message)) return message;
  const apart = message.map((part) => guard.text('text' in part ? part.text : part.data)).join('');
  if (whole !== apart) return [{ data: whole }];
  return message.map((part) => ('text' in part ? { text: guard.stated(part.text) } : { data: guard.text(part.data) }));
}
