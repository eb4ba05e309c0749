/** What happened between two looks at a fleet. Pure but for its memory: looks go in, events come out, each once. */
import type { Alert } from '../../src/model/alert.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import { type TransferId, transferNumber } from '../../src/runtime/identifier.ts';

export type TransferEventName =
  | 'transfer-queued'
  | 'transfer-began'
  | 'transfer-waits'
  | 'transfer-paused'
  | 'transfer-goes-on'
  | 'transfer-ended';

export type FleetEvent =
  | { readonly event: TransferEventName; readonly transfer: Transfer }
  | { readonly event: 'node-away' | 'node-back'; readonly node: NodeRecord }
  | { readonly event: 'alert' | 'alert-over'; readonly alert: Alert };

export interface FleetLook {
  readonly nodes: readonly NodeRecord[];
  /** Newest first, as many as were looked at; ended ones among them are those that are new since the look before. */
  readonly transfers: readonly Transfer[];
  /** How they ended that were active at the look before, and are not any more. */
  readonly gone: readonly Transfer[];
  readonly alerts: readonly Alert[];
}

/** Which event it is that a transfer is in such a state now. */
type Stage = 'queued' | 'running' | 'waiting' | 'paused' | 'ended';

export class FleetEvents {
  #isFirst = true;
  #newest = 0;
  readonly #stages = new Map<TransferId, Stage>();
  readonly #begun = new Set<TransferId>();
  readonly #away = new Set<string>();
  #alerts = new Map<string, Alert>();

  /** Nothing was looked at yet. */
  get isFirst(): boolean {
    return this.#isFirst;
  }

  /** The highest number that was seen. */
  get newest(): number {
    return this.#newest;
  }

  /** Those that were active at the last look. */
  get active(): readonly TransferId[] {
    return [...this.#stages.keys()];
  }

  /** Of the first look nothing has happened yet: it says only how things are. */
  take({ nodes, transfers, gone, alerts }: FleetLook): readonly FleetEvent[] {
    const events = [
      ...nodes.flatMap((node) => this.#node(node)),
      ...[...gone, ...transfers.toReversed()].flatMap((transfer) => this.#transfer(transfer)),
      ...this.#alert(alerts),
    ];
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    return isFirst ? [] : events;
  }

  #node(node: NodeRecord): readonly FleetEvent[] {
    const isAway = node.presence === 'offline';
    if (isAway === this.#away.has(node.name)) return [];
    if (isAway) this.#away.add(node.name);
    else this.#away.delete(node.name);
    return [{ event: isAway ? 'node-away' : 'node-back', node }];
  }

  #transfer(transfer: Transfer): readonly FleetEvent[] {
    const { id } = transfer;
    const stage = stageOf(transfer);
    const before = this.#stages.get(id);
    this.#newest = Math.max(this.#newest, transferNumber(id));
    if (stage === before) return [];
    if (stage === 'ended') {
      // One that began and ended between two looks has done both.
      const began = before === undefined ? [{ event: 'transfer-began', transfer } as const] : [];
      this.#stages.delete(id);
      this.#begun.delete(id);
      return [...began, { event: 'transfer-ended', transfer }];
    }
    this.#stages.set(id, stage);
    const event = this.#eventOf(id, { stage, before });
    return event === undefined ? [] : [{ event, transfer }];
  }

  #eventOf(
    id: TransferId,
    { stage, before }: { readonly stage: Exclude<Stage, 'ended'>; readonly before: Stage | undefined },
  ): TransferEventName | undefined {
    if (stage === 'waiting') return 'transfer-waits';
    if (stage === 'paused') return 'transfer-paused';
    if (stage === 'queued') return before === undefined ? 'transfer-queued' : undefined;
    if (this.#begun.has(id)) return 'transfer-goes-on';
    this.#begun.add(id);
    return 'transfer-began';
  }

  /** What somebody has answered needs nobody any more. */
  #alert(alerts: readonly Alert[]): readonly FleetEvent[] {
    const open = new Map(alerts.filter(({ answer }) => answer === undefined).map((alert) => [alert.id, alert]));
    const before = this.#alerts;
    this.#alerts = open;
    const come = [...open.values()].filter(({ id }) => !before.has(id));
    const over = [...before.values()].filter(({ id }) => !open.has(id));
    return [
      ...come.map((alert): FleetEvent => ({ event: 'alert', alert })),
      ...over.map((alert): FleetEvent => ({ event: 'alert-over', alert })),
    ];
  }
}

function stageOf({ state }: Transfer): Stage {
  if (isEnded(state)) return 'ended';
  return state.kind === 'queued' || state.kind === 'waiting' || state.kind === 'paused' ? state.kind : 'running';
}
