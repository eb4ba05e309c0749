/** Whether what notifications are about is there: a misspelled name would be told of never, and nobody would notice. */
import type { Notification } from '../../src/model/notification.ts';
import { Fault } from '../../src/runtime/fault.ts';

/** What will be in force. */
export interface KnownNames {
  readonly templates: readonly string[];
  readonly triggers: readonly string[];
  readonly nodes: readonly string[];
}

/** Throws `name-unknown`. */
export function confirmNames(notifications: readonly Notification[], known: KnownNames): void {
  const kinds = [
    ['templates', 'template'],
    ['triggers', 'trigger'],
    ['nodes', 'node'],
  ] as const;
  for (const { name, of = {} } of notifications)
    for (const [list, word] of kinds)
      for (const wanted of of[list] ?? [])
        if (!known[list].includes(wanted))
          throw new Fault(
            'name-unknown',
            `the notification ${name} is about the ${word} ${wanted}, which there is not`,
          );
}
