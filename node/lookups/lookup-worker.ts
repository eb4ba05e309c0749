/** The thread that looks things up: its synchronous calls may take their time, the main thread goes on talking. */
import { parentPort } from 'node:worker_threads';
import { faultToBody } from '../../src/protocol/fault-body.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { filePage } from './file-page.ts';
import { folderPage } from './folder-page.ts';
import type { Lookup, LookupAnswer, LookupQuestion, LookupReply } from './lookup.ts';

parentPort?.on('message', ({ id, lookup }: LookupQuestion) => {
  parentPort?.postMessage(reply(id, lookup));
});

function reply(id: number, lookup: Lookup): LookupReply {
  try {
    return { id, answer: look(lookup) };
  } catch (thrown) {
    return { id, fault: faultToBody(asFault(thrown)) };
  }
}

function look(lookup: Lookup): LookupAnswer {
  switch (lookup.kind) {
    case 'folder':
      return folderPage(lookup);
    case 'files':
      return filePage(lookup);
    default:
      return lookup satisfies never;
  }
}
