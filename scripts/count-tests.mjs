/** vitest's JSON report -> `N passed, N failed`. A file that could not be loaded counts as one failure. */
import { readFileSync } from 'node:fs';

const [, , path = ''] = process.argv;
const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path, 'utf8'));
const unloaded = testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
);
console.log(`${numPassedTests} passed, ${numFailedTests + unloaded.length} failed`);
