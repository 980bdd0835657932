const MAGIC = 0;
/** One magic byte and the writer schema's id. */
export const FRAME_BYTES = 5;

/** Confluent's wire format: a zero byte, the writer schema's registry id (32 bits, big endian), the Avro bytes. */
export function frame(schemaId: number, avro: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(FRAME_BYTES + avro.length);
  framed.writeUInt8(MAGIC, 0);
  framed.writeUInt32BE(schemaId, 1);
  avro.copy(framed, FRAME_BYTES);
  return framed;
}

/** The writer schema's id of a framed value; undefined for bytes that are not framed. */
export function schemaIdOf(framed: Buffer): number | undefined {
  return framed.length >= FRAME_BYTES && framed[0] === MAGIC ? framed.readUInt32BE(1) : undefined;
}
