/**
 * Whether a port of the loopback is listened to by a process of this account. A server that has ended leaves its port to
 * whoever takes it next, and what is said to it are secrets.
 */
import { readFile } from 'node:fs/promises';

const loopback = '0100007F';
const listening = '0A';

/** As the kernel tells it (proc(5), /proc/net/tcp). */
export async function isOwnListener(port: number): Promise<boolean> {
  const wanted = `${loopback}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const table = await readFile('/proc/net/tcp', 'latin1');
  return table.split('\n').some((line) => {
    const [, local, , state, , , , uid] = line.trim().split(/\s+/);
    return local === wanted && state === listening && Number(uid) === process.getuid?.();
  });
}
