import type { SupervisedProcess } from './supervised-process.js';

/** Everything a local part of the stack needs to know to start. */
export interface PartContext {
  /** Repository root, where node_modules and the downloads are. */
  readonly root: string;
  /** Its own folder for data, kept between runs. */
  readonly dataDirectory: string;
  readonly logFile: string;
  readonly pidFile: string;
  /** The Java to run; a part that needs none ignores it. */
  readonly java: string;
  /** False in tests: data may be lost with the machine's power, start-up and commits are quicker. */
  readonly durable: boolean;
}

/** A part that answers its clients. */
export interface RunningPart {
  readonly address: string;
  readonly process: SupervisedProcess;
}
