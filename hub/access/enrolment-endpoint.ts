/** `POST /enrol` over HTTP: a bounded body in, a certificate or a refusal as JSON out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { addressBlock } from '../../src/link/address-block.ts';
import { EnrolmentRequest, maxEnrolmentBytes } from '../../src/protocol/enrolment.ts';
import { faultToBody } from '../../src/protocol/fault-body.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { send, slowedAnswer } from '../api/answer.ts';
import type { Enrolment } from './enrolment.ts';
import { RateLimiter } from './rate-limiter.ts';

/** Of one address (address-block.ts): more than somebody with a wrong token tries, and no more lines in the log than that. */
const failures = { burst: 20, perSecond: 0.2 };

/** Never rejects: what goes wrong is the answer. */
export function createEnrolmentEndpoint(enrol: Enrolment, clock: Clock, log: Logger) {
  const limiter = new RateLimiter({ ...failures, clock });
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const from = request.socket.remoteAddress;
    try {
      const parsed = EnrolmentRequest.safeParse(parseJson(await boundedBody(request)));
      if (!parsed.success)
        throw new Fault('bad-message', 'the enrolment request could not be understood', { cause: parsed.error });
      const reply = await enrol(parsed.data);
      log.info({ holder: parsed.data.name, from }, 'enrolled');
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(reply));
    } catch (thrown) {
      const fault = asFault(thrown);
      const waitMs = limiter.take(addressBlock(from ?? ''));
      if (waitMs > 0) {
        const slowed = new Fault('too-many-requests', 'too many tries to join have failed from this address');
        const answer = slowedAnswer(slowed, waitMs);
        return send(response, { ...answer, headers: { ...answer.headers, connection: 'close' } });
      }
      log.warn({ from, code: fault.code, reason: fault.message }, 'enrolment refused');
      response
        .writeHead(403, { 'content-type': 'application/json', connection: 'close' })
        .end(JSON.stringify(faultToBody(fault)));
    }
  };
}

async function boundedBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // What is too long is still to be answered, so the connection must outlive the loop.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > maxEnrolmentBytes) throw new Fault('bad-message', 'the enrolment request is too long');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
