/**
 * How many connections fill a link that nobody knows the rate of. One carries no more than the kernel keeps of it until it
 * is acknowledged, once a round trip: over 40 ms and with the 4 MiB that Linux allows, 590 Mbit/s.
 */
import { readFileSync } from 'node:fs';

/** What one thread encrypts in a second: more could not be sent. */
const mostBytesPerSecond = 1e9;
/** Of a send buffer; the rest is what the kernel counts for its own books. */
const payload = 0.7;
/** Not more than this by itself: every other user of the line has one or two. */
const mostOfItself = 8;
const usualSendBuffer = 4 * 1024 * 1024;

export interface Distance {
  /** There and back, without waiting in line. */
  readonly roundTripMs: number;
  readonly sendBufferBytes: number;
  /** The limit; undefined is none. */
  readonly bytesPerSecond: number | undefined;
}

export function streamsFor({ roundTripMs, sendBufferBytes, bytesPerSecond }: Distance): number {
  const wanted = Math.min(mostBytesPerSecond, bytesPerSecond ?? mostBytesPerSecond);
  const underWay = (wanted * roundTripMs) / 1000;
  return Math.min(mostOfItself, Math.max(1, Math.ceil(underWay / (sendBufferBytes * payload))));
}

/** The most that the kernel gives to one connection: the third number of `net.ipv4.tcp_wmem`. */
export function sendBufferBytes(): number {
  try {
    const most = Number(readFileSync('/proc/sys/net/ipv4/tcp_wmem', 'latin1').trim().split(/\s+/)[2]);
    return most > 0 ? most : usualSendBuffer;
  } catch {
    // Another system than Linux.
    return usualSendBuffer;
  }
}
