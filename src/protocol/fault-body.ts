/** A fault on the wire and back. A code that this side does not know stays readable in the message. */
import { z } from 'zod';
import { Fault } from '../runtime/fault.ts';
import { isFaultCode } from '../runtime/fault-codes.ts';

export const FaultBody = z.object({ code: z.string(), message: z.string() });
export type FaultBody = z.infer<typeof FaultBody>;

export function faultToBody(fault: Fault): FaultBody {
  return { code: fault.code, message: fault.message.slice(0, 4000) };
}

export function faultFromBody({ code, message }: FaultBody): Fault {
  return isFaultCode(code) ? new Fault(code, message) : new Fault('internal', `${message} (${code})`);
}
