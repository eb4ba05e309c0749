/** What starts a template: a clock, the end of another transfer (a chain), files in a watched folder, or objects in a bucket. */
import { z } from 'zod';
import { NodeName } from './location.ts';
import { AtOnce, QueueUrl } from './object-queue.ts';
import { isTimeZone, wrongCron } from './schedule-times.ts';
import { Rule } from './selection.ts';
import type { StartedBy } from './started-by.ts';
import { SettleSeconds } from './watch.ts';

const text = z.string({ error: 'a value is text; write it in quotes' }).max(1000);

const common = {
  name: NodeName,
  template: NodeName,
  /** Values of the template's variables. */
  set: z.record(z.string(), text).optional(),
  enabled: z.boolean().default(true),
};

const Cron = z
  .string()
  .max(200)
  .superRefine((cron, { addIssue }) => {
    const wrong = wrongCron(cron);
    if (wrong !== undefined) addIssue({ code: 'custom', message: wrong });
  });

export const ScheduleTrigger = z.strictObject({
  ...common,
  kind: z.literal('schedule'),
  cron: Cron,
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'there is no such time zone; write one as Europe/Berlin or UTC' })
    .default('UTC'),
  /** When it is due and its run before has not ended: not at all, after that one (once, however often it came due), or beside it. */
  overlap: z.enum(['skip', 'queue', 'start']).default('skip'),
  /** When the hub was away: once for however many there were, or not at all. */
  missed: z.enum(['run-once', 'skip']).default('run-once'),
});
export type ScheduleTrigger = z.infer<typeof ScheduleTrigger>;

export const outcomes = ['success', 'partial', 'failure'] as const;
export const Outcome = z.enum(outcomes);
/** How a run has ended; one that was cancelled has none. */
export type Outcome = z.infer<typeof Outcome>;

export const AfterTrigger = z.strictObject({
  ...common,
  kind: z.literal('after'),
  /** A template, however it was started, or a trigger. */
  follows: NodeName,
  on: z.array(Outcome).min(1).max(outcomes.length).default(['success']),
});
export type AfterTrigger = z.infer<typeof AfterTrigger>;

const Patterns = z.array(Rule.shape.pattern).min(1).max(500);

export const WatchTrigger = z.strictObject({
  ...common,
  kind: z.literal('watch'),
  node: NodeName,
  /** Below a root of the node. */
  folder: z
    .string()
    .max(4096)
    .refine((path) => path.startsWith('/') && !path.split('/').includes('..'), {
      error: 'a watched folder is an absolute path on its node, for example /srv/incoming',
    }),
  settleSeconds: SettleSeconds.default(5),
  /** Which files start it, in the place of what the template leaves out; an exclude beats an include. */
  include: Patterns.optional(),
  exclude: Patterns.optional(),
});
export type WatchTrigger = z.infer<typeof WatchTrigger>;

export const SqsTrigger = z.strictObject({
  ...common,
  kind: z.literal('sqs'),
  /** That polls the queue. */
  node: NodeName,
  queue: QueueUrl,
  /** Default: as the URL says it, else us-east-1. */
  region: z.string().min(1).max(64).optional(),
  /** Of accessKeyId, secretAccessKey and perhaps sessionToken. Without one: what the node's own environment has. */
  credential: NodeName.optional(),
  /** Which keys start it: those that begin so, and of them what the patterns say; an exclude beats an include. */
  prefix: z.string().min(1).max(1024).optional(),
  include: Patterns.optional(),
  exclude: Patterns.optional(),
  /** Messages that are taken out of the queue at a time, and so transfers that run at once or wait for their turn. */
  atOnce: AtOnce.default(10),
});
export type SqsTrigger = z.infer<typeof SqsTrigger>;

export const Trigger = z.discriminatedUnion('kind', [ScheduleTrigger, AfterTrigger, WatchTrigger, SqsTrigger]);
export type Trigger = z.infer<typeof Trigger>;

export const Triggers = z
  .array(Trigger)
  .max(1000)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
    error: 'two triggers have the same name',
  })
  .superRefine((list, { addIssue }) => {
    const shared = sharedQueue(list);
    if (shared !== undefined)
      addIssue({
        code: 'custom',
        message: `${shared.join(' and ')} poll one queue, and each would miss what the other takes`,
      });
  })
  .superRefine((list, { addIssue }) => {
    const cycle = cycleIn(list);
    if (cycle !== undefined) addIssue({ code: 'custom', message: `${cycle.join(' -> ')}: this chain would never end` });
  });

/** Two triggers that would take each other's messages. */
function sharedQueue(triggers: readonly Trigger[]): string[] | undefined {
  const polled = triggers.filter((trigger) => trigger.kind === 'sqs' && trigger.enabled);
  const byQueue = Map.groupBy(polled as readonly SqsTrigger[], ({ queue }) => queue);
  return [...byQueue.values()].find(({ length }) => length > 1)?.map(({ name }) => name);
}

/** Whether it follows what was started so. */
export function follows(
  { follows: followed }: AfterTrigger,
  { template, trigger }: Omit<StartedBy, 'values'>,
): boolean {
  return followed === template || followed === trigger;
}

/** The names of triggers that would start each other for ever, whatever their outcomes; undefined where none do. */
export function cycleIn(triggers: readonly Trigger[]): string[] | undefined {
  const chains = triggers.filter((trigger) => trigger.kind === 'after');
  const done = new Set<AfterTrigger>();
  const search = (trigger: AfterTrigger, way: readonly AfterTrigger[]): AfterTrigger[] | undefined => {
    if (way.includes(trigger)) return [...way.slice(way.indexOf(trigger)), trigger];
    if (done.has(trigger)) return undefined;
    for (const next of chains.filter((chain) =>
      follows(chain, { template: trigger.template, trigger: trigger.name }),
    )) {
      const found = search(next, [...way, trigger]);
      if (found !== undefined) return found;
    }
    done.add(trigger);
    return undefined;
  };
  for (const chain of chains) {
    const found = search(chain, []);
    if (found !== undefined) return found.map(({ name }) => name);
  }
  return undefined;
}
