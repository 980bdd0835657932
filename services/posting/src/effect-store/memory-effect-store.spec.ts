import { describeEffectStore } from './effect-store.suite.js';
import { MemoryEffectStore } from './memory-effect-store.js';

const HOUR_MS = 60 * 60 * 1000;

describeEffectStore('the ledger in memory', async () => {
  const store = new MemoryEffectStore();
  const later = async () => void (store.aheadMs += HOUR_MS);
  return {
    store,
    expireLeases: later,
    makeEverythingDue: later,
    messages: async () => store.messages.map((message) => message.eventId),
    parkedCodes: async () => store.parked.map((item) => item.code),
    watchedOrders: async () => store.watched.map((order) => order.salesOrder),
  };
});
