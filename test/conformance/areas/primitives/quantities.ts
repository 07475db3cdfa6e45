/** Quantities: parsing, printing, counting, arithmetic. */
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  negateQuantity,
  parseQuantity,
  parseQuantityJson,
  type Quantity,
  quantityAsInt64,
  quantityMilliValue,
  quantitySign,
  quantityValue,
  roundUpQuantity,
  scaledValue,
  subtractQuantities,
} from '../../../../src/kubernetes/api/quantity.ts';
import { type Answer, textInput } from '../fields.ts';

export const quantityFamilies: Readonly<Record<string, Answer>> = {
  quantity: (input) => {
    const quantity = parseQuantity(textInput(input));
    return typeof quantity === 'string' ? { err: quantity } : describe(quantity);
  },
  'quantity-json': (input) => {
    const quantity = parseQuantityJson(textInput(input));
    if (typeof quantity === 'string') return { err: quantity };
    const text = formatQuantity(quantity);
    return { string: text, json: JSON.stringify(text) };
  },
  'quantity-pairs': (input) => {
    const texts = input as { a: string; b: string };
    const a = parsed(texts.a);
    const b = parsed(texts.b);
    const sum = addQuantities(a, b);
    const difference = subtractQuantities(a, b);
    return {
      cmp: compareQuantities(a, b),
      equal: compareQuantities(a, b) === 0,
      add: formatQuantity(sum),
      addFormat: sum.format,
      sub: formatQuantity(difference),
      subFormat: difference.format,
      negA: formatQuantity(negateQuantity(a)),
    };
  },
};

function parsed(text: string): Quantity {
  const quantity = parseQuantity(text);
  if (typeof quantity === 'string') throw new Error(`${text}: ${quantity}`);
  return quantity;
}

function describe(quantity: Quantity): object {
  return {
    canonical: formatQuantity(quantity),
    format: quantity.format,
    value: String(quantityValue(quantity)),
    milliValue: String(quantityMilliValue(quantity)),
    scaledMicro: String(scaledValue(quantity, -6)),
    scaledMega: String(scaledValue(quantity, 6)),
    asInt64: quantityAsInt64(quantity)?.toString(),
    sign: quantitySign(quantity),
    roundUpToOne: formatQuantity(roundUpQuantity(quantity, 0)),
    roundUpToMilli: formatQuantity(roundUpQuantity(quantity, -3)),
  };
}
