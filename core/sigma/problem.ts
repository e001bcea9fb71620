import type { ErrorCode } from '../contract/errors.js';

/** Why a document, or a part of it, was left out. */
export interface SigmaProblem {
  readonly code: ErrorCode;
  readonly message: string;
  /** What to do about it here; without one, the remedy of the table of errors. */
  readonly hint?: string;
  /** The file, or the name that its text was given. */
  readonly file: string;
  /** Both start at 1. */
  readonly line: number;
  readonly column: number;
}

export type Path = readonly (string | number)[];

/** Reports a problem at a place within a document. */
export type Report = (path: Path, code: ErrorCode, message: string, hint?: string) => void;
