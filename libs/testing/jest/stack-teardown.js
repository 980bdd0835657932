import { STOP } from './stack-setup.js';

export default async function tearDown() {
  await Reflect.get(globalThis, STOP)?.();
}
