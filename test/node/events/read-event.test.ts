import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEvent } from '../../../node/events/read-event.ts';
import { rankOf } from '../../../src/model/object-queue.ts';
import { bridgeMessage, s3Message, s3Record, snsEnvelope, testMessage } from './event-shapes.ts';

const object = {
  bucket: 'studio-bucket',
  key: 'in/a b+c/é.mov',
  sequencer: '0055AED6DCD90281E5',
  at: 1_790_000_000_123,
};

test('an object is the same whichever shape says it and however it is wrapped', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }).filter((key) => key.isWellFormed()),
      fc.stringMatching(/^[0-9A-F]{1,32}$/),
      fc.constantFrom(s3Message, bridgeMessage, (of: typeof object) =>
        s3Message(of, 's3:ObjectCreated:CompleteMultipartUpload'),
      ),
      fc.integer({ min: 0, max: 2 }),
      (key, sequencer, shape, wrapped) => {
        const put = { ...object, key, sequencer };
        let body = shape(put);
        for (let times = 0; times < wrapped; times += 1) body = snsEnvelope(body);
        expect(readEvent(body)).toEqual({ kind: 'events', created: [put], others: [] });
      },
    ),
  );
});

test('nothing that may be in a message makes reading it fail', () => {
  const shapes = [s3Message(object), bridgeMessage(object), snsEnvelope(s3Message(object)), testMessage('b')];
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.json(), fc.constantFrom(...shapes)),
      fc.nat(400),
      fc.string(),
      (body, at, other) => {
        expect(() => readEvent(body.slice(0, at) + other + body.slice(at + other.length))).not.toThrow();
      },
    ),
  );
});

test.each([
  ['text', 'hello', 'it is not JSON'],
  ['a message of somebody else', '{"order":12}', 'no event of a bucket'],
  ['no record', '{"Records":[]}', 'no event of a bucket'],
  ['a key that is not encoded', s3Message(object).replace('in/', 'in/%zz'), 'is not URL-encoded'],
  ['no key', s3Message(object).replace('"key"', '"kex"'), 's3.object.key is wrong'],
  ['no time', bridgeMessage(object).replace('"time"', '"tim"'), 'time is wrong'],
  ['a key that no store takes', s3Message({ ...object, key: 'x'.repeat(1025) }), 'key is wrong'],
  ['envelopes without end', snsEnvelope(snsEnvelope(snsEnvelope('{}'))), 'wrapped too often'],
])('%s is unreadable, and it is said why', (_, body, why) => {
  expect(readEvent(body)).toEqual({ kind: 'unreadable', why: expect.stringContaining(why) });
});

test('the message that S3 sends when a notification is declared is known, wrapped or not', () => {
  expect(readEvent(testMessage('studio-bucket'))).toEqual({ kind: 'test' });
  expect(readEvent(snsEnvelope(testMessage('studio-bucket')))).toEqual({ kind: 'test' });
});

test('events of other kinds are told from objects that came, also within one message', () => {
  const body = JSON.stringify({ Records: [s3Record(object), { eventName: 'ObjectRemoved:Delete' }] });
  expect(readEvent(body)).toEqual({ kind: 'events', created: [object], others: ['ObjectRemoved:Delete'] });
  expect(readEvent(bridgeMessage(object, 'Object Deleted'))).toMatchObject({ created: [], others: ['Object Deleted'] });
});

test('where a server gives no sequencer, time and content tell the events of an object apart', () => {
  const without = (body: string): string => body.replace(/,"sequencer":"[^"]*"/, '');
  const [one, other] = [object, { ...object, at: object.at + 1 }].map((put) => readEvent(without(s3Message(put))));
  expect(one).toMatchObject({ created: [{ key: object.key, sequencer: expect.stringContaining('0123') }] });
  expect(one).not.toEqual(other);
});

test('sequencers are compared as S3 says: the shorter one as if it had zeros at its end', () => {
  expect(rankOf('0055AED6') === rankOf('0055aed600')).toBe(true);
  expect((rankOf('0055AED6DC') ?? '') > (rankOf('0055AED6') ?? '')).toBe(true);
  expect((rankOf('01') ?? '') > (rankOf('0055AED6') ?? '')).toBe(true);
  expect(rankOf('1790000000123 0123')).toBeUndefined();
});
