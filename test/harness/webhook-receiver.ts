/** Something that takes webhooks: answers as it is told, and remembers what it was sent. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { NotificationEvent } from '../../src/model/notification-event.ts';

export interface TakenPost {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: NotificationEvent;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One answer a post, the last of them from then on; undefined leaves it unanswered. */
export async function webhookReceiver(...answers: (Answer | undefined)[]) {
  const posts: TakenPost[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      posts.push({ headers: request.headers, body, event: NotificationEvent.parse(JSON.parse(body)) });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer !== undefined) response.writeHead(answer.status, answer.headers).end('what nobody reads');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/T0P-S3CRET`,
    posts,
    /** Of the events in the order in which they came. */
    texts: () => posts.map(({ event }) => event.text),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
