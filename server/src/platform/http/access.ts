// Owns the port through which HTTP asks who calls and whether they may: the one enforcement point of every route.
import type { AnyInput, Route, RouteName } from '@takt/model/api';
import type { Caller } from '../caller.ts';
import type { Outcome, Refusal } from '../outcome.ts';

/** What a request says of its sender. */
export interface Sender {
  cookie(name: string): string | undefined;
  authorization: string | undefined;
  address: string | null;
  userAgent: string;
}

export interface HttpAccess {
  /** Refuses credentials that are not valid, and senders that ask too often. Without credentials the caller is anonymous. */
  identify(sender: Sender): Promise<Outcome<Caller>>;
  /** Before the input is read. Undefined: go on. */
  admit(caller: Caller, route: Route): Refusal | undefined;
  /** With the input. Undefined: go on. What the caller may not see is refused as if it did not exist. */
  permit(caller: Caller, route: Route, input: AnyInput): Refusal | undefined;
  /** Before an answer is sent: logs what it discloses under an enterprise's consent. Rejects where it cannot be logged. */
  disclose(caller: Caller, name: RouteName, input: AnyInput): Promise<void>;
}
