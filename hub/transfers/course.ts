/** What became of a transfer so far, what has started it, and what its end starts: from what is stored and declared. */
import type { CourseLink, NextInChain, TransferCourse } from '../../src/model/transfer-course.ts';
import { follows } from '../../src/model/trigger.ts';
import { TransferId } from '../../src/runtime/identifier.ts';
import { chainKey } from '../schedules/chain-key.ts';
import type { TriggerStore } from '../schedules/declared-store.ts';
import type { Ledger } from './ledger.ts';
import type { StepStore } from './step-store.ts';
import type { StoredTransfer, TransferStore } from './transfer-store.ts';

export interface CourseParts {
  readonly ledger: Pick<Ledger, 'stored'>;
  readonly transfers: Pick<TransferStore, 'get' | 'keyOf' | 'ofKeysWith' | 'together'>;
  readonly triggers: Pick<TriggerStore, 'all'>;
  readonly steps: Pick<StepStore, 'of'>;
}

/** Throws `transfer-unknown`. */
export function courseOf(id: TransferId, parts: CourseParts): TransferCourse {
  const { ledger, transfers, steps } = parts;
  const transfer = ledger.stored(id);
  const after = transferBefore(transfer, parts);
  const together = transfer.fanOut === undefined ? [] : transfers.together(transfer);
  return {
    ...steps.of(id),
    ...(after !== undefined && { after: linkTo(after) }),
    together: together.map(linkTo),
    next: nextOf(transfer, parts),
  };
}

/** The first of a fan-out has the key of all. */
function transferBefore({ id, fanOut = id }: StoredTransfer, { transfers }: CourseParts): StoredTransfer | undefined {
  const before = chainKey.endOf(transfers.keyOf(fanOut) ?? '');
  const parsed = TransferId.safeParse(before);
  return parsed.success ? transfers.get(parsed.data) : undefined;
}

function nextOf({ id, fanOut = id, startedBy }: StoredTransfer, { triggers, transfers }: CourseParts): NextInChain[] {
  if (startedBy === undefined) return [];
  return triggers.all.flatMap(({ body: trigger }) => {
    if (trigger.kind !== 'after' || !follows(trigger, startedBy)) return [];
    const { name, template, on, enabled } = trigger;
    const started = transfers.ofKeysWith(chainKey.beginningOf(name, fanOut)).flatMap((one) => one.transfers);
    return [{ trigger: name, template, on, enabled, transfers: started.map(linkTo) }];
  });
}

function linkTo({ id, name, state }: StoredTransfer): CourseLink {
  return { id, name, state };
}
