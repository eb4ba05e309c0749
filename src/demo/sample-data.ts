/** What the sample nodes hold: a shoot day at a studio, small enough to make in a second, long enough to watch. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

interface SampleFile {
  readonly path: string;
  readonly sizeBytes: number;
}

const megabyte = 1_000_000;

function sampleFiles(): SampleFile[] {
  const reels = Array.from({ length: 12 }, (_, index) => ({
    path: `reel_0417/shots/0417_A${String(index + 1).padStart(3, '0')}.mov`,
    sizeBytes: (8 + ((index * 7) % 23)) * megabyte,
  }));
  const stills = Array.from({ length: 400 }, (_, index) => ({
    path: `reel_0417/stills/${String(index).padStart(4, '0')}.dng`,
    sizeBytes: 20_000 + ((index * 7919) % 60_000),
  }));
  return [
    ...reels,
    ...stills,
    { path: 'reel_0417/台本/第十七話_最終稿.pdf', sizeBytes: 2 * megabyte },
    { path: 'reel_0417/café_menü_final.psd', sizeBytes: 31 * megabyte },
    { path: 'crew photos (final)/🎬 wrap party.jpg', sizeBytes: 4 * megabyte },
    { path: 'notes\nwith a line feed.txt', sizeBytes: 1200 },
    { path: 'empty.log', sizeBytes: 0 },
  ];
}

/** Fills `folder`; the same content every time. Returns how much it is. */
export async function makeSampleData(folder: string): Promise<{ readonly files: number; readonly bytes: number }> {
  const files = sampleFiles();
  for (const [index, { path, sizeBytes }] of files.entries()) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, Buffer.alloc(sizeBytes, `${index} ${path} `));
  }
  return { files: files.length, bytes: files.reduce((sum, file) => sum + file.sizeBytes, 0) };
}
