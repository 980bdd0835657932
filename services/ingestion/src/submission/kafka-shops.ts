import { SHOP_NAME } from '#libs/service';

/**
 * Which shops may be spoken for on the submitted topics. A topic knows no API keys: whoever its ACLs let write may speak for each of these, so the list is the most
 * that a stolen Kafka credential can pretend.
 */
export class KafkaShops {
  private constructor(private readonly names: ReadonlySet<string> | 'every') {}

  /** From shop names separated by commas, `*` for every shop, or nothing for none; `undefined` when the text is not of this shape. */
  static parse(text: string): KafkaShops | undefined {
    if (text.trim() === '*') return new KafkaShops('every');
    const names = text.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
    return names.every((name) => SHOP_NAME.test(name)) ? new KafkaShops(new Set(names)) : undefined;
  }

  /** Whether anybody may: otherwise the topics are not read at all, and what is on them waits there. */
  get any(): boolean {
    return this.names === 'every' || this.names.size > 0;
  }

  /** `null`: a record that names no shop; it can only be about a payment nobody has given to an order. */
  maySpeak(shop: string | null): boolean {
    return this.any && (shop === null || this.names === 'every' || this.names.has(shop));
  }
}
