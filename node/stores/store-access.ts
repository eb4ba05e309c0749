/**
 * Which stores this node talks to, its last word as its roots are: a hub, whoever runs it, cannot make it send files to
 * places that its administrator has not named. And what opens them, for the moment in which it is needed.
 */
import { type Connection, endpointOf, namesInStore, storeAddress } from '../../src/model/connection.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { SealedStore } from '../trust/sealed-store.ts';
import { prepareRemote } from './rclone/prepare-remote.ts';
import type { RcloneDaemon } from './rclone/rclone-daemon.ts';
import { remoteOptions } from './rclone/remote-options.ts';
import { secrets } from './store-secrets.ts';
import type { AllowedStore, StoreSetting } from './store-setting.ts';

/** One `--store`: a place in a store, and all below it. */
export interface OfferedStore {
  /** As `storeAddress` says it. */
  readonly address: string;
  readonly isReadOnly: boolean;
}

export interface StoreAccess {
  /**
   * The places of its endpoint that this node may open, as a path of the connection each: `/bucket/folder`. Throws
   * `outside-root` where there are none, `usage` where it may open all of it, which has no names to tell.
   */
  places(connection: Connection): readonly string[];
  /** Throws `outside-root`, `root-read-only`, `credential-missing` and `credential-unopened`. */
  open(connection: Connection, path: string, access: 'read' | 'write'): AllowedStore;
  /** With what must run to open it. Throws `rclone-missing`, and what that says. */
  ready(allowed: AllowedStore, signal: AbortSignal): Promise<StoreSetting>;
}

export interface StoreAccessOptions {
  /** This one, for messages. */
  readonly node: string;
  readonly offered: readonly OfferedStore[];
  readonly sealed: Pick<SealedStore, 'open'>;
  readonly rclone: RcloneDaemon;
}

export function storeAccess({ node, offered, sealed, rclone }: StoreAccessOptions): StoreAccess {
  return {
    places: (connection) => {
      const endpoint = endpointOf(connection);
      const shown = shownName(endpoint);
      if (offered.some(({ address }) => isWithin(endpoint, address)))
        throw new Fault('usage', `${node} may open all of ${shown}; name a place in it, such as bucket/folder`);
      const within = offered.filter(({ address }) => isWithin(address, endpoint));
      if (within.length === 0) throw new Fault('outside-root', `${node} was started without a --store of ${shown}`);
      return [...new Set(within.map(({ address }) => address.slice(endpoint.length)))].sort();
    },
    open: (connection, path, access) => {
      const address = storeAddress(connection, path);
      const found = offered
        .filter((store) => isWithin(address, store.address))
        .reduce<OfferedStore | undefined>(
          (longest, store) => (store.address.length > (longest?.address.length ?? -1) ? store : longest),
          undefined,
        );
      if (found === undefined)
        throw new Fault('outside-root', `${shownName(address)} is not in a --store that ${node} was started with`);
      const readOnly = found.isReadOnly ? found : offered.find((store) => isUnderOtherName(connection, address, store));
      if (access === 'write' && readOnly !== undefined)
        throw new Fault('root-read-only', `${shownName(readOnly.address)} is named to ${node} for reading only`);
      return settingOf(connection, { path, offered: found, sealed });
    },
    ready: async (allowed, signal) => {
      if (allowed.kind === 's3' || allowed.kind === 'sftp') return allowed;
      return { kind: 'rclone', ...(await prepareRemote(allowed, rclone, signal)) };
    },
  };
}

function isWithin(address: string, place: string): boolean {
  return address === place || address.startsWith(`${place}/`);
}

/** To a server that does not tell small letters from capital ones it is a place that is for reading only. */
function isUnderOtherName(
  { kind }: Connection,
  address: string,
  { isReadOnly, address: place }: OfferedStore,
): boolean {
  if (!isReadOnly || kind === 's3' || kind === 'sftp' || kind === 'azureblob' || kind === 'gcs') return false;
  return isWithin(folded(address), folded(place)) && !isWithin(address, place);
}

function folded(text: string): string {
  return text.normalize('NFC').toUpperCase().toLowerCase();
}

interface Place {
  readonly path: string;
  readonly offered: OfferedStore;
  readonly sealed: Pick<SealedStore, 'open'>;
}

function settingOf(connection: Connection, { path, offered, sealed }: Place): AllowedStore {
  if (connection.kind === 's3') {
    const [bucket, ...rest] = namesInStore(path);
    return { ...connection, bucket, prefix: rest.join('/'), credential: secrets.s3(connection, sealed) };
  }
  // Everything below what the administrator has named is looked at: links in it lead nowhere.
  const endpoint = endpointOf(connection);
  const root = offered.address.slice(endpoint.length);
  const prefix = storeAddress(connection, path).slice(Math.max(offered.address.length, endpoint.length) + 1);
  if (connection.kind === 'sftp') return { ...connection, root, prefix, credential: secrets.sftp(connection, sealed) };
  const { name, kind } = connection;
  return { name, kind, root: root.slice(1), prefix, options: optionsOf(connection, sealed) };
}

function optionsOf(connection: Exclude<Connection, { kind: 's3' | 'sftp' }>, sealed: Pick<SealedStore, 'open'>) {
  switch (connection.kind) {
    case 'smb':
      return remoteOptions.smb(connection, secrets.smb(connection, sealed));
    case 'azureblob':
      return remoteOptions.azureblob(connection, secrets.azureblob(connection, sealed));
    case 'gcs':
      return remoteOptions.gcs(connection, secrets.gcs(connection, sealed));
    case 'webdav':
      return remoteOptions.webdav(connection, secrets.webdav(connection, sealed));
    case 'rclone':
      return remoteOptions.rclone(connection);
    default:
      return connection satisfies never;
  }
}
