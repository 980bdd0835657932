/**
 * Something outside the program is missing or in the way, and a person can mend it: shown as what is wrong and the next step, without a stack trace.
 */
export class SetupProblem extends Error {
  /**
   * @param {string} what one sentence: what is missing, taken or silent
   * @param {string} nextStep the command to type or the setting to change
   */
  constructor(what, nextStep) {
    super(`${what}\n  Next step: ${nextStep}`);
    this.name = 'SetupProblem';
    this.what = what;
    this.nextStep = nextStep;
  }
}
