/** The box on top of the screen, and what it has to know. */
import type { Alert } from '../../src/model/alert.ts';
import type { Role } from '../../src/model/principal.ts';
import type { TransferRequest } from '../../src/model/transfer.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { EditWork } from '../actions/edit-actions.ts';
import type { PlanDialog } from '../actions/plan-actions.ts';
import type { DeclaredKind } from '../format/declared-text.ts';
import type { ChoosableColumn } from './list-columns.ts';
import type { ListName } from './list-kind.ts';
import type { TextField } from './text-field.ts';

export interface InfoFact {
  readonly name: string;
  readonly value: string;
}

export interface CopyItem {
  readonly label: string;
  readonly text: string;
}

export type Dialog =
  | { readonly kind: 'cancel'; readonly transfer: TransferId; readonly name: string }
  /** How many they are is typed. */
  | { readonly kind: 'cancel-many'; readonly transfers: readonly TransferId[]; readonly field: TextField }
  | {
      readonly kind: 'send';
      readonly requests: readonly TransferRequest[];
      readonly bytes: number | undefined;
      /** Who could move the files instead. */
      readonly vias: readonly string[];
    }
  | PlanDialog
  | {
      readonly kind: 'columns';
      readonly list: ListName;
      readonly columns: readonly ChoosableColumn[];
      readonly index: number;
    }
  | { readonly kind: 'copy'; readonly items: readonly CopyItem[] }
  /** What was handed to the terminal. */
  | ({ readonly kind: 'copied' } & CopyItem)
  | { readonly kind: 'switch-off'; readonly trigger: string }
  | {
      readonly kind: 'remove';
      readonly of: DeclaredKind;
      readonly name: string;
      /** The name, typed again. */
      readonly field: TextField;
    }
  /** What was written and not taken, with what is wrong with it. */
  | { readonly kind: 'not-declared'; readonly work: EditWork; readonly problems: readonly string[] }
  /** For how long. */
  | { readonly kind: 'snooze'; readonly alert: Alert }
  | {
      readonly kind: 'revoke';
      readonly of: 'user' | 'node' | 'key' | 'token';
      /** Of a token: whom it would let in. */
      readonly holder: 'user' | 'node' | undefined;
      readonly name: string;
      /** The name, typed again. */
      readonly field: TextField;
    }
  | {
      readonly kind: 'invite';
      readonly as: Role | 'node';
      readonly field: TextField;
      /** What is wrong with it, once it was tried. */
      readonly wrong: string | undefined;
    }
  /** One that was just made: nobody can show it again. */
  | {
      readonly kind: 'token';
      readonly as: Role | 'node';
      readonly name: string;
      readonly token: string;
      readonly expiresAt: number;
    }
  /** About one file: `value` may be shown as it is. */
  | { readonly kind: 'file'; readonly title: string; readonly facts: readonly InfoFact[] }
  /** What this console is and uses. */
  | { readonly kind: 'info'; readonly facts: readonly InfoFact[]; readonly problems: readonly string[] }
  | { readonly kind: 'quit' };
