import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathBytes, pathName } from '../../src/model/path-text.ts';
import { nameText, shownName } from '../../src/runtime/names.ts';

describe('shownName', () => {
  it.each([
    ['plain.txt', 'plain.txt'],
    ['日本語 🎬 café.mov', '日本語 🎬 café.mov'],
    ['notes\nnext', 'notes\\x0anext'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['invoice\u202efdp.exe', 'invoice\\u202efdp.exe'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['back\\slash', 'back\\slash'],
    ['fake\\x0aescape', 'fake\\x5cx0aescape'],
  ])('shows %j as %s', (name, shown) => expect(shownName(name)).toBe(shown));

  it('shows the bytes of a name that is not UTF-8 and keeps the text around them', () => {
    expect(shownName(Buffer.from([0x61, 0xff, 0xc3, 0xa9, 0xe2, 0x82]))).toBe('a\\xffé\\xe2\\x82');
  });

  it('never lets a control character through, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(shownName(bytes)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('names that cross a process boundary', () => {
  it('come back byte for byte, valid UTF-8 or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(Buffer.compare(pathBytes(pathName(bytes)), bytes)).toBe(0);
      }),
    );
  });

  it('keep a byte order mark', () => expect(nameText(Buffer.from('\ufeffname'))).toBe('\ufeffname'));
});
