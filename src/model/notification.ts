/**
 * Who is told how transfers end, and which wait for long: a webhook or mail addresses. What opens anything has a name here and lies with the hub
 * (hub/notifications/secrets.ts).
 */
import { z } from 'zod';
import { NodeName } from './location.ts';
import { ownerOf, type Transfer } from './transfer.ts';
import { endStates } from './transfer-state.ts';

/** Each delivers in its own order, and is looked at every second. */
export const mostNotifications = 100;

/** The secret that only mail is sent with. */
export const mailPasswordName = 'smtp-password';

/** What may be told of a transfer: its end, or that it waits. */
export const NotifiedState = z.enum([...endStates, 'waiting']);
export type NotifiedState = z.infer<typeof NotifiedState>;

/** How long one waits before that is told, where a notification does not say. */
export const defaultWaitingSeconds = 3600;

const Names = z.array(NodeName).min(1).max(200);

/** Of each list that is given, one must fit. */
const Concern = z
  .strictObject({
    templates: Names.optional(),
    triggers: Names.optional(),
    /** Where it is read, written or driven. */
    nodes: Names.optional(),
  })
  .refine((of) => Object.keys(of).length > 0, { error: 'name templates, triggers or nodes, or leave out of' });

/** A webhook could otherwise sign guesses with it for who declares one. */
const SecretName = NodeName.refine((name) => name !== mailPasswordName, {
  error: `${mailPasswordName} is for the mail server alone`,
});

export const WebUrl = z
  .string()
  .max(2000)
  .refine(isWebUrl, { error: 'write https://HOST/PATH or http://HOST/PATH, without a user and a password' });

const Webhook = z
  .strictObject({
    url: WebUrl.optional(),
    /** The secret that holds the URL, where whoever knows it may post there. */
    urlSecret: SecretName.optional(),
    /** The secret that bodies are signed with. */
    secret: SecretName,
  })
  .refine(({ url, urlSecret }) => (url === undefined) !== (urlSecret === undefined), {
    error: 'give url or urlSecret, one of the two',
  });
export type Webhook = z.infer<typeof Webhook>;

/** What needs no quotes (RFC 5321, "Dot-string"), so that nothing in it is read as anything else. */
export const MailAddress = z
  .string()
  .max(254)
  .regex(/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, {
    error: 'write an address as ops@example.org, without a name',
  });

const Mail = z.strictObject({ to: z.array(MailAddress).min(1).max(20) });

/** What it is told of. */
export const NotificationSubject = z.strictObject({
  name: NodeName,
  on: z.array(NotifiedState).min(1).max(NotifiedState.options.length).default(['completed-with-errors', 'failed']),
  /** For `waiting`: after so long. */
  waitingSeconds: z
    .int()
    .min(1)
    .max(30 * 86_400)
    .optional(),
  /** Absent is every transfer. */
  of: Concern.optional(),
  enabled: z.boolean().default(true),
});

export const Notification = NotificationSubject.extend({ webhook: Webhook.optional(), mail: Mail.optional() })
  .refine(({ webhook, mail }) => (webhook === undefined) !== (mail === undefined), {
    error: 'give webhook or mail, one of the two',
  })
  .refine(({ on, waitingSeconds }) => waitingSeconds === undefined || on.includes('waiting'), {
    error: 'waitingSeconds is for on: [waiting]',
  });
export type Notification = z.infer<typeof Notification>;

export const Notifications = z
  .array(Notification)
  .max(mostNotifications)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
    error: 'two notifications have the same name',
  });

type Told = Pick<Transfer, 'state' | 'startedBy' | 'source' | 'destination' | 'owner'>;

/** Whether it is told of this state. */
export function concerns({ enabled, on, of = {} }: Notification, transfer: Told): boolean {
  const { state, startedBy, source, destination } = transfer;
  if (!enabled || !(on as readonly string[]).includes(state.kind)) return false;
  const isAmong = (names: readonly string[] | undefined, found: readonly (string | undefined)[]): boolean =>
    names === undefined || names.some((name) => found.includes(name));
  return (
    isAmong(of.templates, [startedBy?.template]) &&
    isAmong(of.triggers, [startedBy?.trigger]) &&
    isAmong(of.nodes, [source.node, destination.node, ownerOf(transfer)])
  );
}

function isWebUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
