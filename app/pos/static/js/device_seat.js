// @ts-check
// Who of several tabs is the till: the one that holds the browser's lock. Another tab waits, or
// takes over when somebody says so. It writes nothing.

/** Events: `taken` when this tab becomes the till, `lost` when it is not or no longer. */
export class Seat extends EventTarget {
  /** @param {string} name @param {LockManager} [locks] */
  constructor(name, locks = navigator.locks) {
    super();
    this.name = name;
    this.locks = locks;
    /** @type {boolean | null} null until the browser has said */
    this.held = null;
    /** @type {AbortController | null} */
    this.waiting = null;
    this.release = () => {};
  }

  /** Take the seat where it is free, else say so and wait for it. */
  async sit() {
    const free = await this.request({ ifAvailable: true });
    if (!free) this.wait();
  }

  /** Take the seat from whoever holds it. */
  async takeOver() {
    this.waiting?.abort();
    await this.request({ steal: true });
  }

  /** Stand up for good. */
  leave() {
    this.waiting?.abort();
    this.release();
  }

  wait() {
    this.waiting = new AbortController();
    this.request({ signal: this.waiting.signal });
  }

  /** @param {LockOptions} options @returns {Promise<boolean>} whether the seat was got */
  request(options) {
    return new Promise((answer) => {
      const held = this.locks.request(this.name, options, (lock) => {
        answer(Boolean(lock));
        if (!lock) return this.turn(false);
        this.turn(true);
        return new Promise((done) => { this.release = () => done(undefined); });
      });
      held.catch((error) => this.taken(error, options, answer));
    });
  }

  /** @param {unknown} _error @param {LockOptions} options @param {(got: boolean) => void} answer */
  taken(_error, options, answer) {
    answer(false);
    if (options.signal?.aborted) return;
    this.turn(false);
    this.wait();
  }

  /** @param {boolean} held */
  turn(held) {
    if (this.held === held) return;
    this.held = held;
    this.dispatchEvent(new Event(held ? "taken" : "lost"));
  }
}
