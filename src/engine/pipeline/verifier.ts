/** Reads large files back and publishes them, one after the other, beside the thread that writes them. Blocks its thread. */
import { Buffer } from 'node:buffer';
import type { ChecksumName } from '../../model/transfer-options.ts';
import { asFault, type Fault } from '../../runtime/fault.ts';
import { createDigest } from '../checksum/digest.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import { factsOf } from '../disk/name-clash.ts';
import { UnfinishedFiles, type UnfinishedPlace } from '../disk/unfinished-files.ts';
import type { Outcomes } from '../endpoint/item.ts';
import { Publisher } from './publisher.ts';
import { ReadBack } from './read-back.ts';
import { StopFlag, type StopMemory } from './stop-flag.ts';
import { type MeterMemory, TransferMeter } from './transfer-meter.ts';
import { preciseNow, type WrittenFile } from './written-file.ts';

/** Survives `postMessage`. */
export interface VerifierSetting {
  /** Of the destination, which exists. */
  readonly root: Uint8Array;
  readonly temporaryKey: string;
  readonly unfinished: UnfinishedPlace;
  readonly checksum: ChecksumName;
  readonly stop: StopMemory;
  readonly meter: MeterMemory;
}

export class Verifier implements Disposable {
  readonly #root: RootDirectory;
  readonly #publisher: Publisher;
  readonly #stop: StopFlag;
  readonly #meter: TransferMeter;

  private constructor(setting: VerifierSetting, readBack: ReadBack) {
    this.#root = RootDirectory.open({ path: setting.root, make: false, isExact: true });
    this.#publisher = new Publisher({
      root: this.#root,
      unfinished: new UnfinishedFiles({
        root: this.#root,
        temporaryKey: setting.temporaryKey,
        place: setting.unfinished,
      }),
      inPlace: undefined,
      readBack,
    });
    this.#stop = new StopFlag(setting.stop);
    this.#meter = new TransferMeter(setting.meter);
  }

  static async open(setting: VerifierSetting): Promise<Verifier> {
    const digest = await createDigest(setting.checksum);
    const [stop, meter] = [new StopFlag(setting.stop), new TransferMeter(setting.meter)];
    return new Verifier(setting, new ReadBack({ digest, stop, meter }));
  }

  /** Undefined when it was stopped: the file is forgotten, and its temporary file removed. */
  publish(file: WrittenFile): Outcomes | undefined {
    const { item: id, size, mtimeNs, digest, startedAt, finding } = file;
    this.#meter.beginFile(id, size);
    const fault = this.#publishOne(file);
    this.#meter.endFile();
    if (fault === undefined) {
      const durationMs = preciseNow() - startedAt;
      const noted = finding === undefined ? {} : { finding };
      return { synced: [{ id, size, mtimeNs, digest, durationMs, ...noted }], failed: [] };
    }
    if (this.#stop.isRaised) return undefined;
    return { synced: [], failed: [{ id, ...factsOf(fault), side: 'destination' }] };
  }

  [Symbol.dispose](): void {
    this.#publisher[Symbol.dispose]();
    this.#root[Symbol.dispose]();
  }

  #publishOne({ path, fd, isInPlace, ...written }: WrittenFile): Fault | undefined {
    try {
      const file = this.#publisher.adopt({ path: Buffer.from(path), fd, isInPlace });
      return this.#publisher.publish([{ ...written, file }])[0];
    } catch (thrown) {
      return asFault(thrown);
    }
  }
}
