import { expect, test } from 'vitest';
import { type FaultCode, faultCodes } from '../src/runtime/fault-codes.ts';

const intro = `# Errors

Every failure has a code that stays the same from version to version; the sentence around it may improve. Programs print
\`longhaul sync: what happened (code). what to do\`; the audit log, the hub and \`--json\` carry the same code. This page is
checked against src/runtime/fault-codes.ts by a test; \`npx vitest run test/living-docs.test.ts -u\` writes it anew.

Exit codes: 1 some files failed, 2 wrong usage or configuration, 3 not reached or refused, 4 cancelled, 5 stopped by a
safety check, 130 interrupted. A retried failure is tried again by itself, with growing pauses; the others wait for
somebody to change something.

| code | meaning | what to do | exit code | retried |
| --- | --- | --- | --- | --- |
`;

test('docs/errors.md lists exactly the codes that the programs have', async () => {
  const rows = (Object.keys(faultCodes) as FaultCode[]).map((code) => {
    const { meaning, hint, exitCode, isRetryable } = faultCodes[code];
    return `| \`${code}\` | ${meaning} | ${hint} | ${exitCode} | ${isRetryable ? 'yes' : 'no'} |\n`;
  });
  await expect(intro + rows.join('')).toMatchFileSnapshot('../docs/errors.md');
});

test('every code says in whole sentences what it means and what to do', () => {
  const sentence = /^[^|\n]+\.$/;
  for (const { meaning, hint } of Object.values(faultCodes))
    expect([meaning, hint]).toEqual([expect.stringMatching(sentence), expect.stringMatching(sentence)]);
});
