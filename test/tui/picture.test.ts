import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { drawPicture, pictureFile } from './draw-picture.ts';

test('the picture in the documentation is what the console draws', async () => {
  expect(await drawPicture()).toBe(await readFile(pictureFile, 'utf8'));
});
