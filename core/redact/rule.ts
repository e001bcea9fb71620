export const ACTIONS = ['mask', 'partial', 'drop', 'pseudonym', 'token', 'encrypt', 'keep'] as const;
export type Action = (typeof ACTIONS)[number];

/** What is done to a whole value because of its member's name or path. */
export interface ValueRule {
  /** What stands in the mask and in the report: the name as the config has it, or the last name of a path. */
  readonly name: string;
  readonly action: Action;
  /** Whether it guards credentials, so that an allow list does not free its values. */
  readonly secret: boolean;
  /**
   * For names that only suggest a credential (`db_password`, `githubToken`): the value is replaced where it is a string
   * that could be a password, that looks generated, or that can only be random. Without it, any value is.
   */
  readonly only?: 'password' | 'token' | 'random';
}
