import { expect, test } from 'vitest';
import { nodeDefinition } from '../../node/flags.ts';
import { QueueUrl, regionOf } from '../../src/model/object-queue.ts';
import { readSettings } from '../../src/runtime/settings.ts';

const queuesOf = (...texts: string[]): readonly string[] => {
  const read = readSettings(nodeDefinition, { argv: texts.flatMap((text) => ['--queue', text]), env: {} });
  if (read.kind !== 'run') throw new Error('it shows help');
  return read.values.queue;
};

test('a queue is allowed in the words in which a trigger names it, and no other is', () => {
  const written = 'HTTPS://SQS.eu-central-1.amazonaws.com:443/123456789012/new-objects/';
  const [allowed] = queuesOf(written, 'http://127.0.0.1:4566/1/b');
  expect(allowed).toBe('https://sqs.eu-central-1.amazonaws.com/123456789012/new-objects');
  expect(QueueUrl.parse(allowed)).toBe(allowed);
  expect(QueueUrl.parse(`${allowed}-2`)).not.toBe(allowed);
});

test.each([
  'new-objects',
  'ftp://sqs.example/1/a',
  'https://sqs.example',
  'https://a:b@sqs.example/1/a',
  'https://sqs.example/1/a?b',
])('%s is refused, and what would be right is said', (text) => {
  expect(() => queuesOf(text)).toThrow(/a queue is a URL|the URL of a queue/);
});

test.each([
  ['https://sqs.eu-central-1.amazonaws.com/1/a', 'eu-central-1'],
  ['https://sqs-fips.us-gov-west-1.amazonaws.com/1/a', 'us-gov-west-1'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/1/a', 'cn-north-1'],
  ['https://vpce-0a1b.sqs.eu-west-1.vpce.amazonaws.com/1/a', 'eu-west-1'],
  ['https://queue.example/1/a', 'us-east-1'],
])('%s is in the region %s unless it is said', (queue, region) => {
  expect(regionOf(queue)).toBe(region);
});
