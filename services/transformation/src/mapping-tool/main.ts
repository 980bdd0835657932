import { runTool } from './tool.js';

process.exitCode = runTool(process.argv.slice(2), {
  out: (line) => console.log(line),
  err: (line) => console.error(line),
});
