/** A file name or path as it crosses a process boundary: text when it is valid UTF-8, else its bytes in base64. */
import { z } from 'zod';

export const PathName = z.union([z.string(), z.object({ base64: z.base64() })]);
export type PathName = z.infer<typeof PathName>;
