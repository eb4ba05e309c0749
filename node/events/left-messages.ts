/** Messages that stay in a queue: each is said once, however often it comes again until the queue's own rule takes it away. */
const mostRemembered = 1000;

export class LeftMessages {
  readonly #said = new Map<string, string>();

  /** Whether this reason of this message is news. */
  isNews(id: string, why: string): boolean {
    if (this.#said.get(id) === why) return false;
    this.#said.delete(id);
    this.#said.set(id, why);
    const [oldest] = this.#said.keys();
    if (this.#said.size > mostRemembered && oldest !== undefined) this.#said.delete(oldest);
    return true;
  }
}
