/** Which of a request's warnings reach the client: each once, without control characters, shortened when there are too many. */

/** Runes of all warnings together, and of one warning once they are more (apiserver, `endpoints/filters/warning.go`). */
const mostRunes = 4096;
const mostRunesOfOne = 256;

/** No client sees more warnings than these, as none is shorter than some ten runes: whoever would go through all pairs may stop. */
export const mostWarnings = 500;

const hasControlCharacter = /\p{Cc}/u;

/** The texts of the Warning headers for `texts`, in their order. */
export function deliveredWarnings(texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return texts;
  const distinct = [...new Set(texts)].filter((text) => text !== '' && !hasControlCharacter.test(text));
  let runes = 0;
  for (const text of distinct) runes += [...text].length;
  return runes <= mostRunes ? distinct : shortened(distinct);
}

/** Once the limit is passed, what came so far is sent again, shortened; what comes later must fit in. */
function shortened(texts: readonly string[]): string[] {
  const delivered: string[] = [];
  let untilFull = 0;
  let written = 0;
  let full = false;
  for (const text of texts) {
    const all = [...text];
    untilFull += all.length;
    if (full && written >= mostRunes) break;
    full ||= untilFull > mostRunes;
    const kept = all.slice(0, mostRunesOfOne);
    written += kept.length;
    delivered.push(kept.join(''));
  }
  return delivered;
}
