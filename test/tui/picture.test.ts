import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { drawPicture, pictureFile, readmeFile } from './draw-picture.ts';

test('the picture in the documentation, which README shows, is what the console draws', async () => {
  const picture = await drawPicture();
  expect(picture).toBe(await readFile(pictureFile, 'utf8'));
  expect(await readFile(readmeFile, 'utf8')).toContain(picture);
});
