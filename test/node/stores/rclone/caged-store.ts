/** One server and one rclone for all tests of a file; each test has a folder of its own there. */
import { afterAll, beforeAll } from 'vitest';
import { prepareRemote } from '../../../../node/stores/rclone/prepare-remote.ts';
import type { RcloneDaemon } from '../../../../node/stores/rclone/rclone-daemon.ts';
import type { RcloneSetting } from '../../../../node/stores/rclone/rclone-store.ts';
import type { RemoteOptions } from '../../../../node/stores/rclone/remote-options.ts';
import type { StoreServer } from '../store-contract.ts';
import { testDaemon } from './lone-daemon.ts';

export interface CagedServer extends AsyncDisposable {
  readonly options: RemoteOptions;
  /** A share or bucket, where there are such. */
  readonly top: string;
}

export interface CagedSetting extends RcloneSetting {
  readonly kind: 'rclone';
}

export interface CagedPlace extends StoreServer {
  readonly root: string;
  setting(prefix?: string, more?: Partial<CagedSetting>): CagedSetting;
}

export interface CagedStore<Server> {
  readonly server: Server;
  readonly daemon: RcloneDaemon;
  /** Of another remote than the server's own. */
  prepare(options: RemoteOptions): Promise<CagedSetting>;
  /** A folder that nobody else has, and that is not there yet. */
  place(): Promise<CagedPlace>;
}

/** Inside a `describe`. */
export function cagedStore<Server extends CagedServer>(
  start: () => Promise<Server>,
  daemonOf: (server: Server) => RcloneDaemon = () => testDaemon(),
): () => CagedStore<Server> {
  const parts = new AsyncDisposableStack();
  let store: CagedStore<Server> | undefined;
  beforeAll(async () => {
    const server = parts.use(await start());
    const daemon = parts.use(daemonOf(server));
    let places = 0;
    const prepare = async (options: RemoteOptions): Promise<CagedSetting> => {
      const allowed = { kind: 'rclone', name: 'store', root: server.top, prefix: '', options } as const;
      return { kind: 'rclone', ...(await prepareRemote(allowed, daemon, new AbortController().signal)) };
    };
    store = {
      server,
      daemon,
      prepare,
      place: async () => {
        const base = await prepare(server.options);
        places += 1;
        const root = [server.top, `place-${places}`].filter((part) => part !== '').join('/');
        return {
          root,
          setting: (prefix = '', more = {}) => ({ ...base, root, prefix, ...more }),
          [Symbol.asyncDispose]: async () => {},
        };
      },
    };
  });
  afterAll(() => parts.disposeAsync());
  return () => {
    if (store === undefined) throw new Error('its server was not started');
    return store;
  };
}
