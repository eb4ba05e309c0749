/** `host:port` and its parts; an IPv6 host is written in brackets. */
import { Fault } from '../runtime/fault.ts';

export interface Address {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Throws a `usage` fault that shows what would be right. Port 0 means any free one. */
export function splitAddress(text: string): Address {
  const match = /^(?:\[([0-9a-f:.]+(?:%[^\]]+)?)\]|([^:[\]/\s]+)):(\d{1,5})$/i.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port > 65_535) {
    throw new Fault('usage', `'${text}' is not an address; write HOST:PORT, for example 127.0.0.1:7400 or [::1]:7400`);
  }
  return { host, port };
}

export function joinAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Listening there means listening on every interface: it cannot be dialled. */
export function isUnspecified({ host }: Address): boolean {
  return host === '0.0.0.0' || host === '::';
}
