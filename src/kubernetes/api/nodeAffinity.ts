/** Which nodes a Pod asks for: `nodeSelector`, required and preferred node affinity. */
import { aggregateText, errorText, type FieldError, invalid, namedString, unsupported } from './fieldError.ts';
import { FieldPath } from './fieldPath.ts';
import {
  matchesLabels,
  matchesRequirement,
  type Requirement,
  requirementErrors,
  type SelectorOperator,
  selectorFromMap,
} from './labels.ts';
import type {
  Node,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
  PreferredSchedulingTerm,
} from './types.ts';

/** A term made ready for matching many nodes; one with errors matches none. */
interface ParsedTerm {
  readonly labels: readonly Requirement[];
  readonly fields: readonly FieldTerm[];
  readonly errors: readonly FieldError[];
}

interface FieldTerm {
  readonly key: string;
  readonly value: string;
  readonly negated: boolean;
}

/** Whether a node matches, and the trouble with the terms that were tried in vain. */
export interface NodeMatch {
  readonly matches: boolean;
  readonly error?: string;
}

/** A Pod's demands, made ready for matching many nodes. */
export type NodeMatcher = (node: Node) => NodeMatch;

const yes: NodeMatch = { matches: true };
const no: NodeMatch = { matches: false };

/** What `nodeSelector` and required node affinity ask of a node, both of which must hold (`GetRequiredNodeAffinity`). */
export function requiredNodeAffinity(spec: PodSpec): NodeMatcher {
  const labels = Object.keys(spec.nodeSelector ?? {}).length > 0 ? selectorFromMap(spec.nodeSelector) : undefined;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const matchTerms = required === undefined || required === null ? undefined : nodeSelectorMatcher(required);
  return (node) => {
    if (labels !== undefined && !matchesLabels(labels, node.metadata?.labels)) return no;
    return matchTerms === undefined ? yes : matchTerms(node);
  };
}

/** A node selector: one term must match. Empty terms match nothing. */
export function nodeSelectorMatcher(selector: NodeSelector): NodeMatcher {
  const path = FieldPath.root('nodeSelectorTerms');
  const terms = (selector.nodeSelectorTerms ?? []).flatMap((term, index) =>
    isEmptyTerm(term) ? [] : [parseTerm(term, path.index(index))],
  );
  return (node) => {
    if (terms.some((term) => matchesTerm(term, node))) return yes;
    const errors = terms.flatMap((term) => term.errors);
    return errors.length === 0 ? no : { matches: false, error: aggregateText(errors.map(errorText)) };
  };
}

/** The sum of the weights of the preferred terms that a node matches, or what is wrong with the terms. */
export function preferredNodeScore(terms: readonly PreferredSchedulingTerm[]): ((node: Node) => number) | string {
  const parsed = terms.flatMap(({ weight = 0, preference = {} }, index) =>
    weight === 0 || isEmptyTerm(preference) ? [] : [{ weight, term: parseTerm(preference, FieldPath.rootKey(index)) }],
  );
  const errors = parsed.flatMap(({ term }) => term.errors);
  if (errors.length > 0) return aggregateText(errors.map(errorText));
  return (node) => parsed.reduce((sum, { weight, term }) => (matchesTerm(term, node) ? sum + weight : sum), 0);
}

function isEmptyTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm): boolean {
  return matchExpressions.length === 0 && matchFields.length === 0;
}

function matchesTerm(term: ParsedTerm, node: Node): boolean {
  if (term.errors.length > 0) return false;
  const labels = node.metadata?.labels ?? {};
  const name = node.metadata?.name ?? '';
  return (
    term.labels.every((requirement) => matchesRequirement(requirement, labels)) &&
    (name === '' || term.fields.every((field) => matchesField(field, name)))
  );
}

/** Nodes have one field to select by; any other is empty. */
function matchesField({ key, value, negated }: FieldTerm, name: string): boolean {
  return ((key === 'metadata.name' ? name : '') === value) !== negated;
}

const operators: ReadonlyMap<string | undefined, SelectorOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
  ['Gt', 'gt'],
  ['Lt', 'lt'],
]);

function parseTerm(term: NodeSelectorTerm, path: FieldPath): ParsedTerm {
  const errors: FieldError[] = [];
  const labels: Requirement[] = [];
  const fields: FieldTerm[] = [];
  for (const [index, { key = '', operator, values }] of (term.matchExpressions ?? []).entries()) {
    const at = path.child('matchExpressions').index(index);
    const known = operators.get(operator);
    if (known === undefined) {
      errors.push(unsupported(at.child('operator'), namedString(operator ?? ''), [...operators.keys()].map(String)));
      continue;
    }
    errors.push(...requirementErrors(key, known, values, at));
    labels.push({ key, operator: known, values: values ?? [] });
  }
  for (const [index, requirement] of (term.matchFields ?? []).entries()) {
    const field = parseField(requirement, path.child('matchFields').index(index));
    if ('type' in field) errors.push(field);
    else fields.push(field);
  }
  return { labels, fields, errors };
}

function parseField(
  { key = '', operator = '', values }: NodeSelectorRequirement,
  path: FieldPath,
): FieldTerm | FieldError {
  if (operator !== 'In' && operator !== 'NotIn') {
    return unsupported(path.child('operator'), namedString(operator), ['In', 'NotIn']);
  }
  const [value] = values ?? [];
  if (values?.length !== 1 || value === undefined) {
    return invalid(path.child('values'), values ?? null, 'must have one element');
  }
  return { key, value, negated: operator === 'NotIn' };
}
