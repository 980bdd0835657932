/**
 * @typedef {'running' | 'done' | 'failed'} StepState
 * @typedef {{ title: string, state: StepState, startedAtMs: number, endedAtMs?: number, note?: string }} Step
 */

const MARKS = /** @type {const} */ ({ running: '…', done: '✓', failed: '✗' });

/**
 * One line of the checklist: mark, title, elapsed time, note.
 *
 * @param {Step} step
 * @param {number} nowMs on the clock of the step's times
 * @returns {string}
 */
export function renderStep(step, nowMs) {
  const seconds = ((step.endedAtMs ?? nowMs) - step.startedAtMs) / 1000;
  return `  ${MARKS[step.state]} ${step.title.padEnd(34)}${seconds.toFixed(1).padStart(6)} s${step.note ? `   ${step.note}` : ''}`;
}

/**
 * Shows steps that run side by side: on a terminal as lines that count on in their place, elsewhere one plain line as each begins and ends.
 */
export class Checklist {
  /** @type {Step[]} */
  #steps = [];
  #drawn = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /** @param {{ write: (text: string) => unknown, isTTY?: boolean, columns?: number }} output */
  constructor(output) {
    this.output = output;
  }

  /**
   * Runs `work` as one line of the list.
   *
   * @template T
   * @param {string} title
   * @param {() => Promise<T>} work
   * @param {(result: T) => string | undefined} [note] what to add when it is done
   * @returns {Promise<T>}
   */
  async step(title, work, note) {
    const end = this.begin(title);
    try {
      const result = await work();
      end('done', note?.(result));
      return result;
    } catch (error) {
      end('failed');
      throw error;
    }
  }

  /**
   * Begins a line that somebody else ends.
   *
   * @param {string} title
   * @returns {(state: 'done' | 'failed', note?: string) => void}
   */
  begin(title) {
    /** @type {Step} */
    const step = { title, state: 'running', startedAtMs: performance.now() };
    this.#steps.push(step);
    if (this.output.isTTY) {
      this.#timer ??= setInterval(() => this.#draw(), 100);
      this.#draw();
    } else {
      this.output.write(`  ${MARKS.running} ${title}\n`);
    }
    return (state, note) => {
      if (step.state !== 'running') return;
      Object.assign(step, { state, endedAtMs: performance.now(), ...(note === undefined ? {} : { note }) });
      if (this.output.isTTY) this.#draw();
      else this.output.write(`${renderStep(step, performance.now())}\n`);
      if (this.#steps.every((each) => each.state !== 'running')) this.close();
    };
  }

  /** Leaves the lines as they are; a step begun later starts a new list below. */
  close() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#steps = [];
    this.#drawn = 0;
  }

  #draw() {
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : '';
    const width = Math.max((this.output.columns || 80) - 1, 20);
    // A line that wraps would make the cursor go up too little.
    const lines = this.#steps.map((step) => `\x1b[2K${renderStep(step, performance.now()).slice(0, width)}\n`);
    this.output.write(up + lines.join(''));
    this.#drawn = lines.length;
  }
}
