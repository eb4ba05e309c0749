/** Messages as S3, SNS and EventBridge write them. */
export interface PutObject {
  readonly bucket: string;
  readonly key: string;
  readonly sequencer: string;
  readonly at?: number;
}

export const encodedKey = (key: string): string =>
  encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');

const timeOf = ({ at = 1_790_000_000_000 }: PutObject): string => new Date(at).toISOString();

export const s3Record = (object: PutObject, eventName = 'ObjectCreated:Put'): object => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-east-1',
  eventTime: timeOf(object),
  eventName,
  s3: {
    s3SchemaVersion: '1.0',
    bucket: { name: object.bucket, arn: `arn:aws:s3:::${object.bucket}` },
    object: { key: encodedKey(object.key), size: 3, eTag: '0123', sequencer: object.sequencer },
  },
});

export const s3Message = (object: PutObject, eventName?: string): string =>
  JSON.stringify({ Records: [s3Record(object, eventName)] });

export const bridgeMessage = (object: PutObject, type = 'Object Created'): string =>
  JSON.stringify({
    'version': '0',
    'id': '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': type,
    'source': 'aws.s3',
    'account': '123456789012',
    'time': timeOf(object),
    'region': 'us-east-1',
    'resources': [`arn:aws:s3:::${object.bucket}`],
    'detail': {
      version: '0',
      bucket: { name: object.bucket },
      object: { key: object.key, size: 3, etag: '0123', sequencer: object.sequencer },
      reason: 'PutObject',
    },
  });

export const snsEnvelope = (message: string): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: 'b5',
    TopicArn: 'arn:aws:sns:us-east-1:123456789012:objects',
    Subject: 'Amazon S3 Notification',
    Message: message,
    Timestamp: '2026-11-21T10:00:00.000Z',
    Signature: 'x',
  });

export const testMessage = (bucket: string): string =>
  JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Time: '2026-11-21T10:00:00.000Z', Bucket: bucket });
