/** Questions about places in connections, put to a node that may use them. */
import { type Connection, namesInStore } from '../../src/model/connection.ts';
import { type FolderPage, type FolderWish, rootsPath } from '../../src/model/folder-listing.ts';
import type { FolderSize, FolderSizeWish } from '../../src/model/folder-size.ts';
import type { Location } from '../../src/model/location.ts';
import type { FaultNote } from '../../src/model/transfer-state.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { CredentialStore } from '../access/credential-store.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import { fromOlderNode } from '../nodes/older-node.ts';
import type { ConnectionStore } from './connection-store.ts';

export interface StoreQuestionsOptions {
  readonly registry: NodeRegistry;
  readonly connections: ConnectionStore;
  readonly credentials: CredentialStore;
}

export interface Asked {
  readonly location: Location;
  /** Who is to look; else whoever may. */
  readonly via?: string | undefined;
}

const timeoutMs = 40_000;

export class StoreQuestions {
  readonly #options: StoreQuestionsOptions;

  constructor(options: StoreQuestionsOptions) {
    this.#options = options;
  }

  /** Whether the name is one of a connection. */
  knows({ node }: Location): boolean {
    return this.#options.connections.find(node) !== undefined;
  }

  /** `/` lists what the node allows there. */
  async browse(asked: Asked, wish: FolderWish, signal: AbortSignal): Promise<FolderPage> {
    const { node, place } = this.#place(asked, asked.location.path === rootsPath ? rootsPath : undefined);
    const peer = this.#options.registry.peer(node);
    try {
      return await peer.request('browse-store', { ...place, ...wish }, { signal, timeoutMs });
    } catch (thrown) {
      throw fromOlderNode(thrown, node, 'look into connections');
    }
  }

  /** So far. */
  async measure(asked: Asked, wish: FolderSizeWish, signal: AbortSignal): Promise<FolderSize> {
    const { node, place } = this.#place(asked);
    const peer = this.#options.registry.peer(node);
    try {
      return await peer.request('measure-store', { ...place, ...wish }, { signal, timeoutMs });
    } catch (thrown) {
      throw fromOlderNode(thrown, node, 'count folders');
    }
  }

  /** Which node looked, and why it could not write there. Throws why it cannot even read. */
  async check(
    asked: Asked,
    signal: AbortSignal,
  ): Promise<{ readonly node: string; readonly writing?: FaultNote | undefined }> {
    const { node, place } = this.#place(asked);
    const peer = this.#options.registry.peer(node);
    try {
      await peer.request('browse-store', { ...place, offset: 0, limit: 1 }, { signal, timeoutMs });
      const { writing } = await peer.request('try-store', place, { signal, timeoutMs });
      return { node, writing };
    } catch (thrown) {
      throw fromOlderNode(thrown, node, 'look into connections');
    }
  }

  #place(
    { location, via }: Asked,
    top?: string,
  ): {
    readonly node: string;
    readonly place: { readonly connection: Connection; readonly path: string };
  } {
    const connection = this.#options.connections.find(location.node);
    if (connection === undefined)
      throw new Fault('node-unknown', `there is no node and no connection named ${location.node}`);
    const path = top ?? `/${namesInStore(location.path).join('/')}`;
    return { node: via ?? this.#nodeFor(connection), place: { connection, path } };
  }

  /** One that is attached, of those that have the credential. */
  #nodeFor({ name, credential }: Connection): string {
    const { registry, credentials } = this.#options;
    const all = registry.all().map((node) => node.name);
    const entitled =
      credential === undefined
        ? all
        : (credentials.declared().find((declared) => declared.name === credential)?.nodes ?? []);
    const node = entitled.find((one) => registry.isOnline(one));
    if (node !== undefined) return node;
    const who = entitled.length === 0 ? 'no node may use it' : `none of ${entitled.join(', ')} is attached`;
    throw new Fault('node-unreachable', `nobody can look into ${name}: ${who}`);
  }
}
