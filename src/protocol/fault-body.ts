/** A fault on the wire and back. A code that this side does not know stays readable in the message. */
import { Fault } from '../runtime/fault.ts';
import { isFaultCode } from '../runtime/fault-codes.ts';

export interface FaultBody {
  readonly code: string;
  readonly message: string;
}

export function faultToBody(fault: Fault): FaultBody {
  return { code: fault.code, message: fault.message.slice(0, 4000) };
}

export function faultFromBody({ code, message }: FaultBody): Fault {
  return isFaultCode(code) ? new Fault(code, message) : new Fault('internal', `${message} (${code})`);
}
