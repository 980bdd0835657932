import { createShelf, type Fault } from './shelf.js';

// A process whose only service does not start. It does not call `exit`: it ends when nothing is open any more.
try {
  await createShelf(process.env, { fault: process.argv[2] as Fault });
} catch (error) {
  console.log(`did not start: ${(error as Error).message}`);
}
