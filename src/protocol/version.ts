/** Versions of the control protocol. Both sides name what they speak; the highest common one is used. */
export const spokenVersions = [1] as const;

/** The path of the WebSocket on the hub's port, and the one of the first contact. */
export const linkPath = '/ws';
export const enrolPath = '/enrol';

export function agreedVersion(theirs: readonly number[]): number | undefined {
  return spokenVersions.filter((version) => theirs.includes(version)).at(-1);
}
