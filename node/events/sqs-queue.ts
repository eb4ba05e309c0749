/** One queue of SQS: what is asked of it, and what it answers in the operator's words. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { S3Credential } from '../../src/model/connection.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { sdkKeys } from '../stores/s3/sdk-keys.ts';
import { type SdkRequest, sdkRequest } from '../stores/s3/sdk-request.ts';
import { isLetGo, sqsFault } from './sqs-fault.ts';

export interface SqsSetting {
  readonly queue: string;
  readonly region: string;
  /** Undefined is what the node's own environment has. */
  readonly credential: S3Credential | undefined;
}

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  /** Good for this delivery of it only. */
  readonly receipt: string;
  /** How often it was delivered, this time included. */
  readonly deliveries: number;
}

export interface QueueLook {
  /** How long a message is hidden that was delivered. */
  readonly hiddenSeconds: number | undefined;
  readonly waiting: number | undefined;
}

/** The longest that SQS has. */
const pollSeconds = 20;
const connectMs = 10_000;
const silenceMs = 40_000;
const silent = (): void => {};

export class SqsQueue implements AsyncDisposable {
  readonly #client: SQSClient;
  readonly #queue: string;

  constructor({ queue, region, credential }: SqsSetting) {
    this.#queue = queue;
    this.#client = new SQSClient({
      region,
      // Nothing but where the queue itself is: who may name another endpoint could have signed requests sent there.
      endpoint: new URL(queue).origin,
      ...(credential !== undefined && { credentials: sdkKeys(credential) }),
      logger: { debug: silent, info: silent, warn: silent, error: silent },
      requestHandler: { connectionTimeout: connectMs, requestTimeout: silenceMs, throwOnRequestTimeout: true },
    });
  }

  /** Waits until there is one, but not for ever. */
  async receive(most: number, hiddenSeconds: number, signal: AbortSignal): Promise<QueuedMessage[]> {
    const { Messages: messages = [] } = await this.#send('poll', signal, (options) =>
      this.#client.send(
        new ReceiveMessageCommand({
          QueueUrl: this.#queue,
          MaxNumberOfMessages: Math.min(10, most),
          WaitTimeSeconds: pollSeconds,
          VisibilityTimeout: hiddenSeconds,
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        }),
        options,
      ),
    );
    return messages.map(({ MessageId: id = '', Body: body = '', ReceiptHandle: receipt = '', Attributes }) => {
      return { id, body, receipt, deliveries: Math.max(1, Number(Attributes?.ApproximateReceiveCount) || 1) };
    });
  }

  /** False when it is not ours any more. From now on for so long. */
  async hide({ receipt }: QueuedMessage, seconds: number, signal: AbortSignal): Promise<boolean> {
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl: this.#queue,
      ReceiptHandle: receipt,
      VisibilityTimeout: seconds,
    });
    return await this.#sendUnlessGone('hide a message of', signal, (options) => this.#client.send(command, options));
  }

  async remove({ receipt }: QueuedMessage, signal: AbortSignal): Promise<boolean> {
    const command = new DeleteMessageCommand({ QueueUrl: this.#queue, ReceiptHandle: receipt });
    return await this.#sendUnlessGone('remove a message of', signal, (options) => this.#client.send(command, options));
  }

  /** Who may poll may not always ask this. */
  async look(signal: AbortSignal): Promise<QueueLook> {
    const { Attributes: said = {} } = await this.#send('look at', signal, (options) =>
      this.#client.send(
        new GetQueueAttributesCommand({
          QueueUrl: this.#queue,
          AttributeNames: ['VisibilityTimeout', 'ApproximateNumberOfMessages'],
        }),
        options,
      ),
    );
    return {
      hiddenSeconds: numberOf(said.VisibilityTimeout),
      waiting: numberOf(said.ApproximateNumberOfMessages),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
  }

  async #sendUnlessGone(doing: string, signal: AbortSignal, send: SdkRequest<unknown>['send']): Promise<boolean> {
    try {
      await this.#send(doing, signal, send);
      return true;
    } catch (thrown) {
      if (thrown instanceof Fault && isLetGo(thrown.cause)) return false;
      throw thrown;
    }
  }

  #send<Answer>(doing: string, signal: AbortSignal, send: SdkRequest<Answer>['send']): Promise<Answer> {
    return sdkRequest({ send, signal, faultOf: (thrown) => sqsFault(`${doing} ${this.#queue}`, thrown) });
  }
}

function numberOf(text: string | undefined): number | undefined {
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
