/** The last few answers of a pure function, as long as it is asked with the very same things: screen, keys and hints ask alike. */
const kept = 4;

export function remembered<Things extends readonly unknown[], Answer>(
  make: (...things: Things) => Answer,
): (...things: Things) => Answer {
  let answers: readonly { readonly things: Things; readonly answer: Answer }[] = [];
  return (...things) => {
    const known = answers.find((one) => one.things.every((thing, index) => thing === things[index]));
    if (known !== undefined) return known.answer;
    const answer = make(...things);
    answers = [{ things, answer }, ...answers.slice(0, kept - 1)];
    return answer;
  };
}
