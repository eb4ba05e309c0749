/** Delivers an event to whoever a notification names, with what the hub was given for that. */
import { mailPasswordName, type Notification, type Webhook } from '../../src/model/notification.ts';
import type { NotificationEvent } from '../../src/model/notification-event.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { DeliveryResult } from './delivery-result.ts';
import type { MailServer } from './mail-server.ts';
import type { Secrets } from './secrets.ts';
import { postEvent } from './webhook.ts';

export interface MailSettings {
  readonly server: MailServer;
  readonly from: string;
}

export interface SenderOptions {
  readonly secrets: Secrets;
  /** Undefined is a hub that sends no mail. */
  readonly mail: MailSettings | undefined;
  readonly clock: Clock;
}

export class Sender {
  readonly #options: SenderOptions;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Throws `not-set-up` for one that could not be delivered whatever the receiver does. */
  async confirm({ webhook, mail }: Notification): Promise<void> {
    if (webhook !== undefined) await this.#read(webhook);
    if (mail !== undefined) await this.#mailServer();
  }

  /** Rejects only when the signal aborts. */
  async send({ webhook, mail }: Notification, event: NotificationEvent, signal: AbortSignal): Promise<DeliveryResult> {
    const { clock } = this.#options;
    try {
      if (webhook !== undefined)
        return await postEvent({ ...(await this.#read(webhook)), event, now: clock.now(), signal });
      // What only mail needs is not loaded for a hub that sends none.
      const { mailEvent } = await import('./mail.ts');
      return await mailEvent({ ...(await this.#mailServer()), to: mail?.to ?? [], event, signal });
    } catch (thrown) {
      signal.throwIfAborted();
      if (thrown instanceof Fault) return { kind: 'again', reason: thrown };
      throw thrown;
    }
  }

  async #read({ url, urlSecret, secret }: Webhook): Promise<{ readonly url: string; readonly secret: string }> {
    const { secrets } = this.#options;
    return { url: url ?? (await secrets.read(urlSecret ?? '')), secret: await secrets.read(secret) };
  }

  async #mailServer(): Promise<MailSettings & { readonly password: string | undefined }> {
    const { mail, secrets } = this.#options;
    if (mail === undefined)
      throw new Fault('not-set-up', 'mail is to be sent, and the hub was started without --smtp and --mail-from');
    const password = mail.server.user === undefined ? undefined : await secrets.read(mailPasswordName);
    return { ...mail, password };
  }
}
