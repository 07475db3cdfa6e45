/** Label selectors as people write them after `-l`: `app=web,tier in (a, b),!old`. */

/** Whether labels satisfy a selector's text; an empty one is satisfied by all. */
export function matchesSelectorText(selector: string, labels: Readonly<Record<string, string>> | undefined): boolean {
  const conditions = selector.match(/(?:[^,(]|\([^)]*\))+/g) ?? [];
  return conditions.every((condition) => matchesCondition(condition.trim(), labels ?? {}));
}

function matchesCondition(condition: string, labels: Readonly<Record<string, string>>): boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(condition);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const listed = list.split(',').some((value) => value.trim() === labels[key]);
    return operator === 'in' ? listed : !listed;
  }
  const equality = /^([^!=\s]+)\s*(!=|==?)\s*(.*)$/.exec(condition);
  if (equality !== null) {
    const [, key = '', operator, value] = equality;
    return (labels[key] === value) === (operator !== '!=');
  }
  return condition.startsWith('!') ? labels[condition.slice(1)] === undefined : labels[condition] !== undefined;
}
