import avro from 'avsc';
import { ErpCommandRecord, ShopOrderRecord, type ErpCommand, type ShopOrder } from '#libs/contracts';

const shopOrders = avro.Type.forSchema(ShopOrderRecord.schema as avro.Schema);
const commands = avro.Type.forSchema(ErpCommandRecord.schema as avro.Schema);

/** Confluent's framing: a zero byte and the schema's id. */
const FRAME_BYTES = 5;

/** A framed order, read with the schema it was written with; nothing is checked. */
export function readOrder(framed: Buffer): ShopOrder {
  return shopOrders.fromBuffer(framed.subarray(FRAME_BYTES)) as ShopOrder;
}

/** A framed command under the schema's id. */
export function writeCommand(command: ErpCommand, schemaId: number): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.writeInt32BE(schemaId, 1);
  return Buffer.concat([frame, commands.toBuffer(command)]);
}
