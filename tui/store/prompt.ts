/** The line at the bottom that is typed into, and what for. */
import type { Transfer, TransferRequest } from '../../src/model/transfer.ts';
import type { TextField } from './text-field.ts';

/** A new value for transfers as they were when it was asked for. */
export interface ValuePrompt {
  readonly kind: 'value';
  readonly of: 'limit' | 'streams';
  readonly transfers: readonly Transfer[];
  readonly field: TextField;
  /** What is wrong with it, once it was tried. */
  readonly wrong: string | undefined;
}

/** A place in a connection: `bucket/folder`; or one to go to, on a node as well. */
export interface PlacePrompt {
  readonly kind: 'place';
  readonly of: 'check' | 'go';
  /** Or the node. */
  readonly connection: string;
  readonly field: TextField;
  /** What is wrong with it, once it was tried. */
  readonly wrong: string | undefined;
}

/** What the form is saved under. */
export interface TemplateNamePrompt {
  readonly kind: 'template-name';
  readonly field: TextField;
  /** As the form asked for it. */
  readonly request: TransferRequest;
  readonly wrong: string | undefined;
  /** There is one of that name, and Enter was told so. */
  readonly isReplacing: boolean;
}

/** The file into which a list is written. */
export interface ExportPrompt {
  readonly kind: 'export';
  readonly field: TextField;
  readonly wrong: string | undefined;
  /** There is one of that name, and Enter was told so. */
  readonly isReplacing: boolean;
}

export type Prompt =
  | ExportPrompt
  | TemplateNamePrompt
  | ValuePrompt
  | PlacePrompt
  | { readonly kind: 'filter'; readonly field: TextField; readonly before: string }
  | { readonly kind: 'palette' | 'log-of'; readonly field: TextField; readonly index: number };
