/** `/readyz`: whether this hub can do its work now. That it answers shows that it listens and has threads to spare. */
import type { FleetView } from '../consoles/fleet-view.ts';
import type { Heartbeat } from '../store/heartbeat.ts';
import type { Answer } from './answer.ts';

export interface ReadinessOptions {
  readonly heartbeat: Heartbeat;
  readonly fleet: FleetView;
}

interface Check {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Grants and certificates tolerate minutes; hours of difference are a clock that is wrong. */
const maxSkewMs = 5 * 60_000;
/** One or two nodes may be wrong themselves. */
const fewestNodes = 3;

export function readiness({ heartbeat, fleet }: ReadinessOptions): Answer {
  const checks = [database(heartbeat), clock(fleet)];
  const isReady = checks.every(({ ok }) => ok);
  return { status: isReady ? 200 : 503, body: { ready: isReady, checks } };
}

function database(heartbeat: Heartbeat): Check {
  try {
    heartbeat.beat();
    return { check: 'database', ok: true, detail: 'writable' };
  } catch (thrown) {
    return { check: 'database', ok: false, detail: `cannot be written: ${(thrown as Error).message}` };
  }
}

/** Against the clocks of the nodes: when half of them are far off on the same side, it is the hub's. */
function clock(fleet: FleetView): Check {
  const skews = fleet.nodes().flatMap(({ clockSkewMs }) => clockSkewMs ?? []);
  const median = skews.sort((a, b) => a - b)[Math.floor(skews.length / 2)] ?? 0;
  if (skews.length < fewestNodes) return { check: 'clock', ok: true, detail: 'too few nodes to compare with' };
  const detail = `the nodes are ${Math.round(median / 1000)} s ahead`;
  return { check: 'clock', ok: Math.abs(median) <= maxSkewMs, detail };
}
