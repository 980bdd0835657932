export { SetupProblem } from '../setup/problem.js';
export { parseStackKind } from '../setup/choice.js';
export { repositoryRoot } from '../setup/root.js';
export { DEMO_PORTS, portsFrom, type StackPorts } from './stack-ports.js';
export { startStack, type Part, type Stack, type StackKind, type StackOptions, type StackProgress } from './stack.js';
