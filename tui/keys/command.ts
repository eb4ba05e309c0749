/** A command as data: what it is called, which keys run it where, who may, and what it does. Help, palette and hints are made of these. */
import type { Action } from '../../src/model/principal.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { HubRequest } from '../session/hub-request.ts';
import type { ConsoleState, ConsoleStore } from '../store/console-store.ts';
import type { InfoFact } from '../store/dialog.ts';
import type { ListName } from '../store/list-kind.ts';
import type { UiState, ViewName } from '../store/ui-state.ts';

/** Where keys mean something, beside the views: a box on top, the prompts, every view with a list, everywhere. */
export type Scope =
  | ViewName
  | 'dialog'
  | 'palette'
  | 'log-of'
  /** The tab of a transfer, or of a node, with its log. */
  | 'transfer-log'
  /** The tab of Admin with what can be chosen. */
  | 'settings'
  /** The browser with its dry run. */
  | 'browse-plan'
  /** The browser while something is counted. */
  | 'browse-count'
  | 'filter'
  | 'value'
  | 'place'
  | 'template-name'
  | 'export'
  | 'revoke'
  | 'cancel-many'
  | 'snooze'
  | 'remove'
  | 'columns'
  | 'invite'
  | 'list'
  | 'everywhere';

export type CommandGroup = 'Move' | 'Look' | 'Mark' | 'Do' | 'Go' | 'Global';

/** A preference that is to be the same at the next start. */
export interface KeptValue {
  /** Of its setting. */
  readonly key: string;
  readonly value: string;
  /** For the hub of this profile alone. */
  readonly isOfHub: boolean;
}

export interface Console {
  readonly store: ConsoleStore;
  readonly hub: { readonly request: HubRequest; refresh(): void };
  readonly clock: Clock;
  /** Every command there is. */
  readonly commands: readonly Command[];
  /** For the next start. Throws why it could not be written. */
  readonly keepPreference: (value: KeptValue) => Promise<void>;
  /** Writes all keys as they are beside `keymap.yaml`, and says where. Throws why it could not be written. */
  readonly writeKeys: () => Promise<string>;
  /** What it is and uses, at this moment. */
  readonly info: () => readonly InfoFact[];
  /** The columns of a list, for the next start; undefined is as it is by itself. Throws why it could not be written. */
  readonly keepView: (list: ListName, titles: readonly string[] | undefined) => Promise<void>;
  /** Into the clipboard of the terminal, where it lets programs do that. */
  copy(text: string): void;
  /** Draws the whole screen anew. */
  redraw(): void;
  /** Stops the console and gives the terminal to the shell, until it goes on. */
  suspend(): void;
  /** In the editor of the account; undefined when that was left without a wish. */
  edit(text: string): Promise<string | undefined>;
  /** Ends the console. */
  leave(): void;
}

export interface Command {
  /** Stable: `transfer.pause`. */
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  readonly keys: readonly string[];
  readonly where: readonly Scope[];
  /** One or two words on the key line; without it the command is only in the help. */
  readonly hint?: string;
  /** Where its view has tabs in which it never means anything: whether the hint is for this one. */
  readonly isHinted?: (ui: UiState) => boolean;
  /** 0 looks, 1 can be undone, 2 disturbs and asks first. */
  readonly danger: 0 | 1 | 2;
  readonly action: Action;
  /** Why it is not possible at this moment; undefined when it is. */
  readonly blocked?: (state: ConsoleState) => string | undefined;
  readonly run: (console: Console) => void;
}
