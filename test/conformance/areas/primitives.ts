/** Values, names, selectors, errors: the small rules that everything else is made of. */
import type { Area } from '../harness.ts';
import { type Answer, compareFields } from './fields.ts';
import { errorFamilies } from './primitives/errors.ts';
import { matchingFamilies } from './primitives/matching.ts';
import { nameFamilies } from './primitives/names.ts';
import { quantityFamilies } from './primitives/quantities.ts';
import { selectorFamilies } from './primitives/selectors.ts';
import { compareStrictPodJson } from './primitives/strictPodJson.ts';
import { textFamilies } from './primitives/text.ts';
import { yamlComparisons } from './primitives/yaml.ts';

/** Families answered with plain output fields. */
const answers: Readonly<Record<string, Answer>> = {
  ...quantityFamilies,
  ...errorFamilies,
  ...nameFamilies,
  ...selectorFamilies,
  ...matchingFamilies,
  ...textFamilies,
};

/** Families with a comparison of their own. */
const comparisons: Readonly<Record<string, Area['compare']>> = {
  'strict-pod-json': compareStrictPodJson,
  ...yamlComparisons,
};

export const primitives: Area = {
  name: 'primitives',
  compare(recorded, context) {
    const compare = comparisons[context.family];
    if (compare !== undefined) return compare(recorded, context);
    const answer = answers[context.family];
    if (answer === undefined)
      return { implemented: { agrees: false, expected: 'an answer', actual: 'not implemented' } };
    return compareFields(recorded, answer(recorded.in, recorded));
  },
};
