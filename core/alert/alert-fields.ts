import type { FieldReader } from '../condition/compile.js';
import type { LogEvent } from '../contract/event.js';
import { stateOf, type Incident } from './incident.js';

/**
 * An incident as conditions see it: trigger, tag, severity, owner, state and drill by name, then its group values, then the fields
 * of its latest event, class among them.
 */
export function alertFields(incident: Incident, samples: readonly LogEvent[]): FieldReader {
  const { trigger, tags, severity, owner, drill, key, fingerprint } = incident;
  const latest = samples.at(-1);
  return {
    get(path) {
      switch (path) {
        case 'trigger': return trigger;
        case 'tag': case 'tags': return tags;
        case 'severity': return severity;
        case 'owner': return owner;
        case 'state': return stateOf(incident);
        case 'drill': return drill;
        case 'fingerprint': return fingerprint;
        case 'class': return latest?.class;
        default: return Object.hasOwn(key, path) ? key[path] : latest?.get(path);
      }
    },
  };
}
