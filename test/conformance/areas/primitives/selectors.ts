/** Label selectors as text and as objects, and field selectors. */
import { errorText } from '../../../../src/kubernetes/api/fieldError.ts';
import { FieldPath } from '../../../../src/kubernetes/api/fieldPath.ts';
import {
  formatLabelSelector,
  type Labels,
  matchesLabels,
  selectorOf,
  selectorText,
  validateLabelSelector,
} from '../../../../src/kubernetes/api/labels.ts';
import {
  fieldSelectorText,
  parseFieldSelector,
  parseLabelSelector,
} from '../../../../src/kubernetes/api/selectorText.ts';
import type { LabelSelector } from '../../../../src/kubernetes/api/types.ts';
import { type Answer, textInput } from '../fields.ts';

export const selectorFamilies: Readonly<Record<string, Answer>> = {
  'label-selector-parse': (input, recorded) => {
    const selector = parseLabelSelector(textInput(input));
    if (typeof selector === 'string') return { err: selector };
    const asked = recorded.matches as { labels: Labels }[];
    const requirements = selector.requirements.map((requirement) => ({
      ...requirement,
      values: requirement.values.toSorted(),
    }));
    return {
      string: selectorText(selector),
      requirements: requirements.length === 0 ? undefined : requirements,
      matches: asked.map(({ labels }) => ({ labels, match: matchesLabels(selector, labels) })),
    };
  },
  'label-selector-object': (input) => {
    const { selector, labels } = input as { selector: LabelSelector | null; labels: (Labels | null)[] };
    const parsed = selectorOf(selector);
    const validation = validateLabelSelector(selector, FieldPath.root('spec').child('selector')).map(errorText);
    const common = { formatLabelSelector: formatLabelSelector(selector), validation: sortMapOrder(validation) };
    if (typeof parsed === 'string') return { ...common, err: parsed };
    const matches = labels.map((map) => matchesLabels(parsed, map ?? undefined));
    return { ...common, string: selectorText(parsed), matches };
  },
  'field-selector-parse': (input) => {
    const requirements = parseFieldSelector(textInput(input));
    return typeof requirements === 'string' ? { err: requirements } : { string: fieldSelectorText(requirements) };
  },
};

/** The recordings sort messages about `matchLabels`, which come in the order of a Go map. */
function sortMapOrder(messages: readonly string[]): readonly string[] {
  const ofMap = messages.filter((message) => message.startsWith('spec.selector.matchLabels'));
  return [...ofMap.sort(), ...messages.slice(ofMap.length)];
}
