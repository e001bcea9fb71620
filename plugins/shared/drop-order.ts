/** How much of an alert a message shows; its status, title and button it always shows. */
export interface Shown {
  readonly samples: number;
  readonly groups: number;
  readonly fields: boolean;
  readonly why: boolean;
}

/** What goes first when a message is too long: log lines, further groups, fields, the reason in the small print. */
const DROP_ORDER: readonly Shown[] = [
  { samples: 3, groups: 10, fields: true, why: true },
  { samples: 1, groups: 10, fields: true, why: true },
  { samples: 0, groups: 10, fields: true, why: true },
  { samples: 0, groups: 1, fields: true, why: true },
  { samples: 0, groups: 0, fields: false, why: true },
  { samples: 0, groups: 0, fields: false, why: false },
];

/** The message that shows the most and `fits`; undefined where none does. */
export function mostThatFits<T>(build: (shown: Shown) => T, fits: (message: T) => boolean): T | undefined {
  for (const shown of DROP_ORDER) {
    const message = build(shown);
    if (fits(message)) return message;
  }
  return undefined;
}
