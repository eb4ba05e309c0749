/** Control messages of the data link as text: validated on the way in, and safe for numbers that JSON has no room for. */
import type { Buffer } from 'node:buffer';
import type { z } from 'zod';
import type {
  Hello,
  Join,
  Look,
  LookAnswer,
  LookMessage,
  ReceiverMessage,
  SenderMessage,
  StreamAnswer,
  StreamMessage,
} from '../../../src/protocol/data-link.ts';
import { Fault } from '../../../src/runtime/fault.ts';

export type DataMessage =
  | Hello
  | Join
  | StreamMessage
  | StreamAnswer
  | SenderMessage
  | ReceiverMessage
  | Look
  | LookMessage
  | LookAnswer;

/** Throws `bad-message` for what the schema does not know. */
export function parseMessage<S extends z.ZodType>(schema: S, body: Buffer): z.infer<S> {
  const parsed = schema.safeParse(parseJson(body.toString()));
  if (!parsed.success) throw new Fault('bad-message', 'a message of the peer cannot be understood');
  return parsed.data;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault('bad-message', 'a message of the peer is not JSON', { cause });
  }
}

/** Nanoseconds travel as text. */
export function messageText(message: DataMessage): string {
  return JSON.stringify(message, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
