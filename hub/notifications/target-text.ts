/** Where a notification goes, as everyone may see it: what comes after the host of a URL may open something. */
import type { Notification } from '../../src/model/notification.ts';

export function targetText({ webhook, mail }: Notification): string {
  if (mail !== undefined) return mail.to.join(', ');
  return webhook?.url === undefined ? `the URL in ${webhook?.urlSecret}` : new URL(webhook.url).origin;
}
