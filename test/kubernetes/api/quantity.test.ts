/** Quantities that no recording holds: hostile texts, values out of decoded objects, speed. */
import assert from 'node:assert/strict';
import { JsonNumber } from '../../../src/kubernetes/api/json.ts';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  parseQuantityValue,
  type Quantity,
  quantityOf,
  quantityValue,
} from '../../../src/kubernetes/api/quantity.ts';

function parsed(text: string): Quantity {
  const quantity = parseQuantity(text);
  assert.ok(typeof quantity !== 'string', `${text}: ${String(quantity)}`);
  return quantity;
}

function check(value: unknown, text: string): void {
  const quantity = parseQuantityValue(value);
  assert.equal(typeof quantity === 'string' ? quantity : formatQuantity(quantity), text);
}

const notNumeric = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

describe('quantities', () => {
  it('reads values as decoded objects hold them', () => {
    check(undefined, '0');
    check(null, '0');
    check(' 1Gi\n', '1Gi');
    check(0.5, '500m');
    check(new JsonNumber('1.50'), '1500m');
    check(true, notNumeric);
    check({}, notNumeric);
    check('1Gi\ufeff', notNumeric);
  });

  it('comes back from exponents that the real parser hangs on', () => {
    for (const exponent of ['2147483648', '-2147483648', '9223372036854775807', '-9223372036854775808', '1000000000']) {
      for (const number of ['1', '123456789012345678901234567890', '0.1']) {
        const quantity = parsed(`${number}e${exponent}`);
        formatQuantity(quantity);
        quantityValue(quantity);
        compareQuantities(quantity, parsed('1'));
        addQuantities(quantity, parsed('1n'));
      }
    }
    assert.equal(parseQuantity('1e9223372036854775808'), "unable to parse quantity's suffix");
  });

  it('compares amounts that are too far apart to be written out', () => {
    const huge = parsed('123456789012345678901e1000000000');
    assert.equal(compareQuantities(huge, parsed('1E')), 1);
    assert.equal(compareQuantities(parsed('-1E'), huge), -1);
    assert.equal(compareQuantities(quantityOf('0'), quantityOf('-123456789012345678901e1000000000')), 1);
  });

  it('takes linear time for long texts', () => {
    const digits = '9'.repeat(200_000);
    const start = process.hrtime.bigint();
    for (const text of [
      `${digits}x`,
      `${'0'.repeat(200_000)}x`,
      `1${'.'.repeat(200_000)}`,
      `1${'e'.repeat(200_000)}!`,
    ]) {
      assert.equal(typeof parseQuantity(text), 'string');
    }
    assert.ok(process.hrtime.bigint() - start < 2_000_000_000n);
  });
});
