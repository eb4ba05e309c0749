/**
 * What a message of a queue says of objects. Buckets tell SQS themselves, through SNS (an envelope around it) or through
 * EventBridge (another shape, in which keys are not URL-encoded). What is none of these is nobody's to guess at.
 */
import { z } from 'zod';
import { ObjectEvent } from '../../src/model/object-queue.ts';
import { shownName } from '../../src/runtime/names.ts';

export type Reading =
  /** `others` is what else it tells, by name: removed objects, changed tags, folders that a console has made. */
  | { readonly kind: 'events'; readonly created: readonly ObjectEvent[]; readonly others: readonly string[] }
  /** S3 sends one when somebody declares the notification. */
  | { readonly kind: 'test' }
  | { readonly kind: 'unreadable'; readonly why: string };

/** SNS in SNS does not exist; one more than there is. */
const mostEnvelopes = 2;
const folderMade = 'a folder without anything in it';

const Time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const text = z.string().min(1);
const Size = z.number().optional();

const Envelope = z.object({ Type: z.literal('Notification'), Message: z.string() });
const TestEvent = z.object({ Event: z.literal('s3:TestEvent') });

const S3Record = z.object({
  eventName: text,
  eventTime: Time,
  s3: z.object({
    bucket: z.object({ name: text }),
    object: z.object({ key: text, sequencer: text.optional(), eTag: z.string().optional(), size: Size }),
  }),
});
/** Of events that are not ours nothing but the name is looked at. */
const S3Message = z.object({ Records: z.array(z.object({ eventName: text })).min(1) });

const BridgeMessage = z.object({ 'source': z.literal('aws.s3'), 'detail-type': text });
const BridgeCreated = z.object({
  time: Time,
  detail: z.object({
    bucket: z.object({ name: text }),
    object: z.object({ key: text, sequencer: text.optional(), etag: z.string().optional(), size: Size }),
  }),
});

/** Never throws. */
export function readEvent(body: string, envelopes = mostEnvelopes): Reading {
  const message = parsed(body);
  if (message === undefined) return unreadable('it is not JSON');
  const envelope = Envelope.safeParse(message).data;
  if (envelope !== undefined)
    return envelopes > 0 ? readEvent(envelope.Message, envelopes - 1) : unreadable('it is wrapped too often');
  if (TestEvent.safeParse(message).success) return { kind: 'test' };
  const bridged = BridgeMessage.safeParse(message).data;
  if (bridged !== undefined) return readBridged(bridged['detail-type'], message);
  if (!S3Message.safeParse(message).success) return unreadable('it is no event of a bucket');
  return readRecords((message as { readonly Records: readonly { readonly eventName: string }[] }).Records);
}

function readRecords(records: readonly { readonly eventName: string }[]): Reading {
  const created: ObjectEvent[] = [];
  const others: string[] = [];
  for (const record of records) {
    const { eventName } = record;
    // AWS says `ObjectCreated:Put`, others `s3:ObjectCreated:Put`.
    if (!/^(s3:)?ObjectCreated:/.test(eventName)) {
      others.push(eventName);
      continue;
    }
    const read = S3Record.safeParse(record);
    if (!read.success) return unreadable(`its ${firstIssue(read.error)}`);
    const { eventTime, s3 } = read.data;
    const key = decodedKey(s3.object.key);
    if (key === undefined) return unreadable(`the key ${shownName(s3.object.key)} is not URL-encoded`);
    const { sequencer = `${eventTime} ${s3.object.eTag ?? ''}` } = s3.object;
    const event = ObjectEvent.safeParse({ bucket: s3.bucket.name, key, sequencer, at: eventTime });
    if (!event.success) return unreadable(`its ${firstIssue(event.error)}`);
    if (isFolder(key, s3.object.size)) others.push(folderMade);
    else created.push(event.data);
  }
  return { kind: 'events', created, others };
}

function readBridged(type: string, message: unknown): Reading {
  if (type !== 'Object Created') return { kind: 'events', created: [], others: [type] };
  const read = BridgeCreated.safeParse(message);
  if (!read.success) return unreadable(`its ${firstIssue(read.error)}`);
  const { time, detail } = read.data;
  const { key, size, etag = '', sequencer = `${time} ${etag}` } = detail.object;
  if (isFolder(key, size)) return { kind: 'events', created: [], others: [folderMade] };
  const event = ObjectEvent.safeParse({ bucket: detail.bucket.name, key, sequencer, at: time });
  if (!event.success) return unreadable(`its ${firstIssue(event.error)}`);
  return { kind: 'events', created: [event.data], others: [] };
}

/** An object without bytes that only says that there is a folder: nothing that could be moved. */
function isFolder(key: string, size: number | undefined): boolean {
  return key.endsWith('/') && size === 0;
}

/** As forms encode: a `+` is a space. */
function decodedKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function firstIssue({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') ?? ''} is wrong: ${issue?.message ?? ''}`;
}

function unreadable(why: string): Reading {
  return { kind: 'unreadable', why: shownName(why).slice(0, 300) };
}
