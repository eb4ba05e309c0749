/** A queue of a server of this process, with one for what nobody could take. */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

const account = '000000000000';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test-secret' };

export interface TestQueue extends Disposable {
  readonly url: string;
  send(body: string): Promise<void>;
  remove(): Promise<void>;
  /** Of messages that are there, those that are hidden at the moment included. */
  count(): Promise<number>;
  /** Of those that came too often; each once. */
  deadLetters(): Promise<string[]>;
}

export interface TestQueueOptions {
  readonly endpoint: string;
  readonly name: string;
  readonly hiddenSeconds?: number;
  readonly mostDeliveries?: number;
}

export async function testQueue({
  endpoint,
  name,
  hiddenSeconds = 1,
  mostDeliveries = 1000,
}: TestQueueOptions): Promise<TestQueue> {
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  const urlOf = (queue: string): string => `${endpoint}/${account}/${queue}`;
  const dead = `${name}-dead`;
  await client.send(new CreateQueueCommand({ QueueName: dead }));
  const deadLetterTargetArn = `arn:aws:sqs:us-east-1:${account}:${dead}`;
  await client.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        VisibilityTimeout: String(hiddenSeconds),
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: mostDeliveries }),
      },
    }),
  );
  return {
    url: urlOf(name),
    send: async (body) =>
      void (await client.send(new SendMessageCommand({ QueueUrl: urlOf(name), MessageBody: body }))),
    remove: async () => void (await client.send(new DeleteQueueCommand({ QueueUrl: urlOf(name) }))),
    count: async () => {
      const { Attributes: said = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: urlOf(name), AttributeNames: ['All'] }),
      );
      return Number(said.ApproximateNumberOfMessages) + Number(said.ApproximateNumberOfMessagesNotVisible);
    },
    deadLetters: async () => {
      const { Messages: messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: urlOf(dead), MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
      );
      return messages.map(({ Body: body = '' }) => body);
    },
    [Symbol.dispose]: () => client.destroy(),
  };
}
