/** What a program may ask a terminal to report, and must ask it to stop reporting before somebody else has it. */
export interface ReportSwitch {
  readonly on: string;
  readonly off: string;
}

/** Mouse buttons and the wheel, not each move, in the SGR form. */
export const mouseReports: ReportSwitch = { on: '\u001b[?1000h\u001b[?1006h', off: '\u001b[?1006l\u001b[?1000l' };
/** Whether its window is the one that is typed into. */
export const focusReports: ReportSwitch = { on: '\u001b[?1004h', off: '\u001b[?1004l' };

export class TerminalMode {
  readonly #write: (text: string) => void;
  readonly #reports: ReportSwitch;
  #isOn = false;

  constructor(write: (text: string) => void, reports: ReportSwitch) {
    this.#write = write;
    this.#reports = reports;
  }

  switch(isOn: boolean): void {
    if (this.#isOn === isOn) return;
    this.#isOn = isOn;
    this.#write(isOn ? this.#reports.on : this.#reports.off);
  }
}

const focusKeys: ReadonlyMap<string, boolean> = new Map([
  ['\u001b[I', true],
  ['\u001b[O', false],
]);

/** Whether the window has the focus now; undefined is no report of it. */
export function focusReport(key: string): boolean | undefined {
  return focusKeys.get(key);
}
