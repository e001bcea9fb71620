import { userInfo } from 'node:os';

/** Who runs the command. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody';
  }
}
