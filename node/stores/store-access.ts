/**
 * Which stores this node talks to, its last word as its roots are: a hub, whoever runs it, cannot make it send files to
 * places that its administrator has not named. And what opens them, for the moment in which it is needed.
 */
import { type Connection, namesInStore, S3Credential, storeAddress } from '../../src/model/connection.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { SealedStore } from '../trust/sealed-store.ts';
import type { StoreSetting } from './store-setting.ts';

/** One `--store`: a place in a store, and all below it. */
export interface OfferedStore {
  /** As `storeAddress` says it. */
  readonly address: string;
  readonly isReadOnly: boolean;
}

export interface StoreAccess {
  /** Throws `outside-root`, `root-read-only`, `credential-missing` and `credential-unopened`. */
  open(connection: Connection, path: string, access: 'read' | 'write'): StoreSetting;
}

export interface StoreAccessOptions {
  /** This one, for messages. */
  readonly node: string;
  readonly offered: readonly OfferedStore[];
  readonly sealed: SealedStore;
}

export function storeAccess({ node, offered, sealed }: StoreAccessOptions): StoreAccess {
  return {
    open: (connection, path, access) => {
      const address = storeAddress(connection, path);
      const found = offered
        .filter((store) => address === store.address || address.startsWith(`${store.address}/`))
        .reduce<OfferedStore | undefined>(
          (longest, store) => (store.address.length > (longest?.address.length ?? -1) ? store : longest),
          undefined,
        );
      if (found === undefined)
        throw new Fault('outside-root', `${shownName(address)} is not in a --store that ${node} was started with`);
      if (access === 'write' && found.isReadOnly)
        throw new Fault('root-read-only', `${shownName(found.address)} is named to ${node} for reading only`);
      const { name, credential, kind: _, ...how } = connection;
      const [bucket, ...rest] = namesInStore(path);
      const opened =
        credential === undefined ? undefined : credentialOf(connection, credential, sealed.open(credential));
      return { ...how, kind: 's3', name, bucket, prefix: rest.join('/'), credential: opened };
    },
  };
}

function credentialOf({ name }: Connection, credential: string, secret: unknown): S3Credential {
  const parsed = S3Credential.safeParse(secret);
  if (parsed.success) return parsed.data;
  throw new Fault(
    'credential-unopened',
    `the credential ${credential} of ${name} has not accessKeyId and secretAccessKey, and perhaps sessionToken`,
  );
}
