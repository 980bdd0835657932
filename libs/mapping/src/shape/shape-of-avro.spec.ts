import { describe, expect, it } from '@jest/globals';
import { InvariantViolation } from '#libs/errors';
import { shapeOfAvro } from './shape-of-avro.js';

const SCHEMA = {
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['UNKNOWN'] } },
    { name: 'note', type: ['null', 'string'] },
    { name: 'from', type: { type: 'record', name: 'Place', fields: [{ name: 'city', type: 'string' }] } },
    { name: 'to', type: ['null', 'Place'] },
    { name: 'counts', type: { type: 'array', items: 'int' } },
  ],
};

describe('the shape of an Avro record', () => {
  it('has a field for each, with named types resolved', () => {
    const { fields } = shapeOfAvro(SCHEMA, 'Order');

    expect(fields['at']).toEqual({ kind: 'int', nullable: false });
    expect(fields['kind']).toEqual({ kind: 'string', nullable: false });
    expect(fields['note']).toEqual({ kind: 'string', nullable: true });
    expect(fields['counts']).toEqual({ kind: 'list', nullable: false, item: { kind: 'int', nullable: false } });
    expect(fields['to']).toMatchObject({ kind: 'record', nullable: true, record: { name: 'Place' } });
    expect(shapeOfAvro(SCHEMA, 'Place').fields).toEqual({ city: { kind: 'string', nullable: false } });
  });

  it('is refused for a record that is not there', () => {
    expect(() => shapeOfAvro(SCHEMA, 'Plaice')).toThrow(InvariantViolation);
  });
});
