#!/usr/bin/env node
/**
 * The one way in, on any Node from 20 on and with nothing installed: sets up what the command needs, then runs it on Node 24.
 *
 *   start [options]     the demo (npm start -- --help)
 *   test [jest words]   everything, unit and stack (npm test)
 *   test:unit [words]   unit tests alone
 *   setup               packages, Kafka and registry, build
 *   stack [--stack …]   keeps a stack for test runs up (npm run stack)
 *   run FILE [words]    one of our TypeScript files
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 11)) {
  console.error(
    `Node ${process.versions.node} is too old.\n  Next step: install Node 20.11 or later (nodejs.org, or: nvm install 24).`,
  );
  process.exit(1);
}
// Only now, because an older Node would fail on what these import.
const { runCommand } = await import('./setup/run-command.js');
process.exitCode = await runCommand(process.argv.slice(2));
