/** What the hub does over and over, without anybody asking for it. */
import { repeat } from '../src/runtime/repeat.ts';
import { alertsEveryMs } from './alerts/alert-book.ts';
import { denialsEveryMs } from './audit/denials.ts';
import { witnessEveryMs } from './audit/witnesses.ts';
import { objectStepMs } from './events/object-starts.ts';
import { sweepEveryMs } from './history/history.ts';
import { paceEveryMs } from './nodes/progress-pacer.ts';
import { catchUpEveryMs, startDueEveryMs } from './transfers/dispatcher.ts';
import { stepMs } from './transfers/throughput.ts';

interface Stepping {
  step(): void;
}

interface CatchingUp {
  catchUp(): unknown;
}

export interface RoundsParts {
  readonly throughput: Stepping;
  /** In this order, and once before anything else: what came due, and what ended, while no hub was there. */
  readonly triggers: readonly Stepping[];
  readonly objects: Stepping;
  readonly denials: Stepping;
  readonly pacer: Stepping;
  readonly alerts: Stepping;
  readonly dispatcher: { startDue(): Promise<void> };
  /** Those who tell nodes what they could not be told yet. */
  readonly tellers: readonly CatchingUp[];
  readonly witnesses: { tellAll(): unknown };
  /** Undefined where everything is kept. */
  readonly history: { sweep(signal: AbortSignal): Promise<unknown> } | undefined;
  readonly signal: AbortSignal;
}

/** Until it is disposed. */
export function openRounds(parts: RoundsParts): Disposable {
  const { throughput, triggers, objects, denials, pacer, alerts, dispatcher, tellers, witnesses, history, signal } =
    parts;
  const seeToTriggers = (): void => {
    for (const each of triggers) each.step();
  };
  seeToTriggers();
  const rounds = new DisposableStack();
  const every = (ms: number, task: () => void): void => void rounds.use(repeat(ms, task));
  every(stepMs, () => throughput.step());
  every(startDueEveryMs, seeToTriggers);
  every(objectStepMs, () => objects.step());
  every(denialsEveryMs, () => denials.step());
  every(paceEveryMs, () => pacer.step());
  every(alertsEveryMs, () => alerts.step());
  every(startDueEveryMs, () => void dispatcher.startDue());
  for (const teller of tellers) every(catchUpEveryMs, () => void teller.catchUp());
  if (history !== undefined) every(sweepEveryMs, () => void history.sweep(signal));
  every(witnessEveryMs, () => void witnesses.tellAll());
  return rounds;
}
