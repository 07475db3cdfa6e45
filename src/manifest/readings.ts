/** What Kubernetes reads otherwise than it looks, in words. */
import type { JsonValue } from '../kubernetes/api/json.ts';
import { JsonNumber } from '../kubernetes/api/json.ts';
import type { Surprise } from '../yaml/document.ts';

/** One sentence about a surprise. */
export function readingOf({ kind, written, read }: Surprise): string {
  switch (kind) {
    case 'boolean':
      return `Kubernetes reads ${written} as the boolean ${shown(read)}. Quote it if you mean the text.`;
    case 'octal':
      return `Kubernetes reads ${written} as an octal number: ${shown(read)}.`;
    case 'underscores':
      return `Kubernetes reads ${written} as the number ${shown(read)}.`;
    case 'integer':
      return `Kubernetes reads ${written} as the number ${shown(read)}. Quote it if you mean the text.`;
    case 'float':
      return `Kubernetes reads ${written} as the number ${shown(read)}. Quote it if you mean the text.`;
    case 'duplicateKey':
      return `Kubernetes drops this ${shown(written)}: the key is written again below, and the last one counts.`;
    case 'mergeOverrides':
      return `Kubernetes drops this ${shown(written)}: the merge (<<) after it brings the same key, and the last one counts.`;
    case 'dropped':
      return 'Kubernetes does not read this: the document ends before it.';
  }
}

function shown(value: JsonValue): string {
  return value instanceof JsonNumber ? value.text : JSON.stringify(value);
}
