/**
 * What a lane remembers of the uploads that it begins, so that the node can end those that a kill, or a network that is
 * away, has left behind.
 *
 *   begun ── completing ── ended    the object is there, or the upload is removed
 *     └──────────┴── (left)         left-uploads.ts
 */
import type { S3Connection } from '../../../src/model/connection.ts';

export interface UploadName {
  readonly bucket: string;
  readonly key: string;
  /** As the server names it. */
  readonly upload: string;
}

export interface UploadMemory extends AsyncDisposable {
  /** Before one is begun, so that remembering it takes no time in which a kill would leave it unknown. Throws as `begun`. */
  ready(): Promise<void>;
  /** Before the first part leaves. Throws when it cannot be remembered. */
  begun(name: UploadName): Promise<void>;
  /** Before the server is asked to make the object. Throws as `begun`. */
  completing(name: UploadName): Promise<void>;
  /** Nothing of it is at the server. What cannot be forgotten is found to be gone later. */
  ended(name: UploadName): Promise<void>;
}

/** Crosses threads. */
export interface UploadMemorySetting {
  /** See upload-rows.ts. */
  readonly file: string;
  readonly connection: S3Connection;
  readonly transfer: string;
}

/** Opened with the first upload: most files are too small for one. */
export function uploadMemory({ file, ...known }: UploadMemorySetting): UploadMemory {
  const load = async () => (await import('./upload-rows.ts')).UploadRows.open(file);
  let opened: ReturnType<typeof load> | undefined;
  const rows = (): ReturnType<typeof load> => {
    opened ??= load();
    return opened;
  };
  return {
    ready: async () => {
      await rows();
    },
    begun: async (name) => (await rows()).begin({ ...known, ...name }),
    completing: async ({ upload }) => (await rows()).complete({ ...known, upload }, Date.now()),
    ended: async ({ upload }) => {
      await rows()
        .then((open) => open.end({ ...known, upload }))
        .catch(() => {});
    },
    [Symbol.asyncDispose]: async () => (await opened?.catch(() => undefined))?.[Symbol.dispose](),
  };
}
