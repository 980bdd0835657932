import { jest } from '@jest/globals';

// A real broker on a busy machine of two cores takes its time; waitFor gives up long before, and says what it waited for.
jest.setTimeout(60_000);
