/**
 * The main thread's side of the lookup thread. A thread that hangs in a dead mount cannot be stopped from here: it is left
 * behind, another one takes its place and gets the other questions, and there are never more than a few of them.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { faultFromBody } from '../../src/protocol/fault-body.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Lookup, LookupAnswer, LookupQuestion, LookupReply } from './lookup.ts';

const workerFile = new URL(`./lookup-worker${extname(import.meta.filename)}`, import.meta.url);
const mostLeftBehind = 4;

export interface LookupDeskOptions {
  /** How long one answer may take, counted anew when the question moves to another thread. */
  readonly timeoutMs: number;
}

interface Asked {
  readonly lookup: Lookup;
  readonly answer: PromiseWithResolvers<LookupAnswer>;
  timer: NodeJS.Timeout;
}

export class LookupDesk implements AsyncDisposable {
  readonly #timeoutMs: number;
  readonly #asked = new Map<number, Asked>();
  readonly #leftBehind = new Set<Worker>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor({ timeoutMs }: LookupDeskOptions) {
    this.#timeoutMs = timeoutMs;
  }

  /** Rejects with the fault of the lookup, `timeout`, or the signal's reason. */
  async ask(lookup: Lookup, signal: AbortSignal): Promise<LookupAnswer> {
    signal.throwIfAborted();
    if (this.#leftBehind.size >= mostLeftBehind)
      throw new Fault('timeout', 'the file systems of this node do not answer');
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = Promise.withResolvers<LookupAnswer>();
    this.#asked.set(id, { lookup, answer, timer: this.#post({ id, lookup }) });
    const onAbort = (): void => answer.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await answer.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(this.#asked.get(id)?.timer);
      this.#asked.delete(id);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Those left behind end when their call returns; unreferenced, they do not keep the process.
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #post(question: LookupQuestion): NodeJS.Timeout {
    this.#worker ??= this.#start();
    this.#worker.postMessage(question);
    return setTimeout(() => this.#giveUp(question.id), this.#timeoutMs);
  }

  #giveUp(id: number): void {
    this.#asked
      .get(id)
      ?.answer.reject(new Fault('timeout', `the file system did not answer in ${this.#timeoutMs / 1000} s`));
    this.#asked.delete(id);
    this.#leaveBehind();
  }

  #start(): Worker {
    const worker = new Worker(workerFile);
    worker.unref();
    worker.on('message', ({ id, ...reply }: LookupReply) => {
      const answer = this.#asked.get(id)?.answer;
      if ('answer' in reply) answer?.resolve(reply.answer);
      else answer?.reject(faultFromBody(reply.fault));
    });
    worker.once('error', (cause) => this.#failAll(new Fault('internal', `a lookup failed: ${cause}`, { cause })));
    worker.once('exit', () => {
      this.#leftBehind.delete(worker);
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  /** Whoever waited behind it begins anew with a thread that works. */
  #leaveBehind(): void {
    const hanging = this.#worker;
    if (hanging === undefined) return;
    this.#leftBehind.add(hanging);
    void hanging.terminate();
    this.#worker = undefined;
    for (const [id, asked] of this.#asked) {
      clearTimeout(asked.timer);
      asked.timer = this.#post({ id, lookup: asked.lookup });
    }
  }

  #failAll(fault: Fault): void {
    for (const { answer } of this.#asked.values()) answer.reject(fault);
  }
}
