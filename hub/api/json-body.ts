/** The JSON body of a request: of the right type, bounded, and not waited for longer than the server waits for any request. */
import type { IncomingMessage } from 'node:http';
import { maxMessageBytes } from '../../src/protocol/envelope.ts';

export type JsonBody =
  | { readonly kind: 'body'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 415; readonly message: string };

/** As much as one message of a link. */
export const maxBodyBytes = maxMessageBytes;

export async function readJsonBody(request: IncomingMessage): Promise<JsonBody> {
  const [type] = (request.headers['content-type'] ?? '').split(';', 1);
  if (type?.trim().toLowerCase() !== 'application/json')
    return { kind: 'refused', status: 415, message: 'the body must be JSON; send content-type: application/json' };
  try {
    const text = await boundedText(request);
    if (text === undefined)
      return { kind: 'refused', status: 413, message: `the body is longer than ${maxBodyBytes} bytes` };
    return { kind: 'body', value: JSON.parse(text) };
  } catch (thrown) {
    // Cut off in the middle, or not JSON.
    const { message } = thrown as Error;
    return { kind: 'refused', status: 400, message: `the body is not JSON: ${message}` };
  }
}

async function boundedText(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  // What is too long is still to be answered, so the connection must outlive the loop.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > maxBodyBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}
