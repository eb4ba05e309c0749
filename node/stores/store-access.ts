/**
 * Which stores this node talks to, its last word as its roots are: a hub, whoever runs it, cannot make it send files to
 * places that its administrator has not named. And what opens them, for the moment in which it is needed.
 */
import {
  type Connection,
  endpointOf,
  namesInStore,
  type S3Connection,
  S3Credential,
  type SftpConnection,
  SftpCredential,
  storeAddress,
} from '../../src/model/connection.ts';
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
      return settingOf(connection, { path, offered: found, sealed });
    },
  };
}

interface Place {
  readonly path: string;
  readonly offered: OfferedStore;
  readonly sealed: SealedStore;
}

function settingOf(connection: Connection, { path, offered, sealed }: Place): StoreSetting {
  switch (connection.kind) {
    case 's3': {
      const [bucket, ...rest] = namesInStore(path);
      return { ...connection, bucket, prefix: rest.join('/'), credential: secrets.s3(connection, sealed) };
    }
    case 'sftp': {
      // Everything below what the administrator has named is looked at: links in it lead nowhere.
      const root = offered.address.slice(endpointOf(connection).length);
      const prefix = storeAddress(connection, path).slice(offered.address.length + 1);
      return { ...connection, root, prefix, credential: secrets.sftp(connection, sealed) };
    }
    default:
      return connection satisfies never;
  }
}

const secrets = {
  s3: ({ name, credential }: S3Connection, sealed: SealedStore): S3Credential | undefined =>
    credential === undefined
      ? undefined
      : secretOf(S3Credential.safeParse(sealed.open(credential)).data, {
          name,
          credential,
          has: 'accessKeyId and secretAccessKey, and perhaps sessionToken',
        }),
  sftp: ({ name, credential }: SftpConnection, sealed: SealedStore): SftpCredential =>
    secretOf(SftpCredential.safeParse(sealed.open(credential)).data, {
      name,
      credential,
      has: 'password, or privateKey and perhaps passphrase',
    }),
};

interface Expected {
  /** Of the connection. */
  readonly name: string;
  readonly credential: string;
  readonly has: string;
}

function secretOf<Secret>(secret: Secret | undefined, { name, credential, has }: Expected): Secret {
  if (secret !== undefined) return secret;
  throw new Fault('credential-unopened', `the credential ${credential} of ${name} has not ${has}`);
}
