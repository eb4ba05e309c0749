/** What one side of a link may ask of the other (requests) and tell it (notices): names to schemas, declared once. */
import type { z } from 'zod';

export interface RequestShape {
  readonly request: z.ZodType;
  readonly reply: z.ZodType;
}

export interface Side {
  readonly requests: Readonly<Record<string, RequestShape>>;
  readonly notices: Readonly<Record<string, z.ZodType>>;
}

export type RequestName<S extends Side> = keyof S['requests'] & string;
export type NoticeName<S extends Side> = keyof S['notices'] & string;
export type RequestBody<S extends Side, N extends RequestName<S>> = z.infer<S['requests'][N]['request']>;
export type ReplyBody<S extends Side, N extends RequestName<S>> = z.infer<S['requests'][N]['reply']>;
export type NoticeBody<S extends Side, N extends NoticeName<S>> = z.infer<S['notices'][N]>;
