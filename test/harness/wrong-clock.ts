/** Loaded into a program before anything else: its time of day is off by `TEST_CLOCK_OFF_MS`, in each of its threads. */
const offMs = Number(process.env['TEST_CLOCK_OFF_MS'] ?? 0);
const RightDate = Date;

class WrongDate extends RightDate {
  constructor(...given: [] | [string | number | Date]) {
    super(given[0] ?? WrongDate.now());
  }

  static override now(): number {
    return RightDate.now() + offMs;
  }
}

globalThis.Date = WrongDate as DateConstructor;
