/** What the hub relays between nodes that cannot reach each other. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Joined } from '../../src/link/joined-streams.ts';

/** To be told of each relay that begins. */
export function createRelayMeter(registry: Registry): (joined: Joined) => void {
  const registers = [registry];
  const open = new Set<Joined>();
  let endedBytes = 0;
  new Gauge({
    name: 'longhaul_relays',
    help: 'Connections between nodes that the hub relays now',
    registers,
    collect() {
      this.set(open.size);
    },
  });
  new Counter({
    name: 'longhaul_relayed_bytes_total',
    help: 'Encrypted bytes that the hub relayed between nodes since it began',
    registers,
    collect() {
      this.reset();
      this.inc([...open].reduce((sum, { bytes }) => sum + bytes, endedBytes));
    },
  });
  return (joined) => {
    open.add(joined);
    void joined.ended.then(() => {
      open.delete(joined);
      endedBytes += joined.bytes;
    });
  };
}
