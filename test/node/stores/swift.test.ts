import { afterAll, beforeAll } from 'vitest';
import { withServer } from '../../harness/real-server.ts';
import { type StoreServer, storeContract } from './store-contract.ts';
import { storeRunContract } from './store-run-contract.ts';
import { swiftServer } from './swift-server.ts';
import { killedNodeContract } from './uploads/killed-node.ts';
import { leftUploadsContract } from './uploads/left-uploads-contract.ts';

withServer('Swift', ['swift-proxy-server', 'swift-object-server', 'memcached'], () => {
  let swift: StoreServer;
  let places = 0;

  // Its five processes take seconds to start, so that all tests share them, each in a place of its own.
  beforeAll(async () => {
    swift = await swiftServer();
  });
  afterAll(async () => {
    await swift[Symbol.asyncDispose]();
  });

  const placeOfItsOwn = async (): Promise<StoreServer> => {
    places += 1;
    const place = `place-${places}`;
    return {
      setting: (prefix = '') => swift.setting([place, prefix].filter((part) => part !== '').join('/')),
      [Symbol.asyncDispose]: async () => {},
    };
  };

  storeContract('a bucket of Swift', placeOfItsOwn);
  storeRunContract('a bucket of Swift', placeOfItsOwn);
  leftUploadsContract('a bucket of Swift', placeOfItsOwn);
  killedNodeContract('a bucket of Swift', placeOfItsOwn);
});
