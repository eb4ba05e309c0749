import { expect, test } from 'vitest';
import { optionWords } from '../../src/model/option-words.ts';
import { parseRename } from '../../src/model/rename-rule.ts';
import { optionsFromWords } from '../../src/model/template-options.ts';
import { defaultTransferOptions, TransferOptions } from '../../src/model/transfer-options.ts';

/** As a template writes them. */
function readAgain(options: TransferOptions): TransferOptions {
  const words: Record<string, string | boolean | string[]> = {};
  for (const { flag, value = true } of optionWords(options)) {
    const name = flag.slice(2);
    const before = words[name];
    const isList = ['rename', 'include', 'exclude'].includes(name);
    words[name] = isList ? [...((before as string[] | undefined) ?? []), String(value)] : value;
  }
  return optionsFromWords(words);
}

test.each([
  { of: 'the usual ones', options: {} },
  {
    of: 'numbers and words',
    options: { checksum: 'sha256', blockSizeBytes: 1_048_576, queueCapacity: 7, retries: 0, streams: 4, links: 'skip' },
  },
  { of: 'limits', options: { bwlimit: 20_971_520, deleteExtras: true, maxDelete: { kind: 'files', files: 12 } } },
  { of: 'a share', options: { maxDelete: { kind: 'share', share: 0.07 } } },
  { of: 'ways of writing', options: { verify: true, partialDir: '.unfinished', rescan: true } },
  { of: 'new names', options: { flatten: true, rename: [parseRename('s/a(.)/$1-{date}{ext}/')] } },
  {
    of: 'a choice of files',
    options: {
      selection: {
        rules: [
          { kind: 'include', pattern: '/a b/*.mov' },
          { kind: 'include', pattern: '*.wav' },
          { kind: 'exclude', pattern: '*' },
        ],
        minSizeBytes: 1024,
        maxSizeBytes: 5e9,
        minAgeSeconds: 60,
        maxAgeSeconds: 86_400,
      },
    },
  },
])('the words of $of are read as the same options', ({ options }) => {
  const parsed = TransferOptions.parse(options);
  expect(readAgain(parsed)).toEqual(parsed);
});

test('what holds anyway is told apart', () => {
  expect(optionWords(defaultTransferOptions).every(({ isDefault }) => isDefault)).toBe(true);
  const [word] = optionWords({ ...defaultTransferOptions, verify: true }).filter(({ isDefault }) => !isDefault);
  expect(word).toEqual({ flag: '--verify', value: undefined, isDefault: false });
});
