/**
 * What the manifest itself says about the world around it, in comments (`# podflight: image web:2 is missing`) or in the
 * lines of an annotation `podflight/scenario`.
 */
import { isJsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import { parseQuantity, quantityValue } from '../kubernetes/api/quantity.ts';
import type { ImageFact, ProcessFact, Scenario } from '../kubernetes/simulation/scenario.ts';
import type { TextRange } from '../yaml/document.ts';

const annotation = 'podflight/scenario';

/** A comment that begins as one of ours does, and says nothing that is known. */
export interface UnknownSaying {
  /** Counted as the text's offsets. */
  readonly range: TextRange;
  readonly message: string;
}

/** `scenario` with what a document says about its own images and containers, which counts first. */
export function withSayings(scenario: Scenario, text: string, value: JsonValue | undefined): Scenario {
  const sayings = [...commentsIn(text).map(({ saying }) => saying), ...annotated(value)];
  const images = new Map<string, ImageFact>();
  const processes = new Map<string, ProcessFact>();
  for (const saying of sayings) {
    const fact = understood(saying);
    if (fact === undefined) continue;
    if ('image' in fact) images.set(fact.image, { ...images.get(fact.image), ...fact });
    else processes.set(fact.container, { ...processes.get(fact.container), ...fact });
  }
  if (images.size === 0 && processes.size === 0) return scenario;
  return {
    ...scenario,
    images: [...images.values(), ...(scenario.images ?? [])],
    processes: [...processes.values(), ...(scenario.processes ?? [])],
  };
}

/** Comments of a text that are meant for Podflight and that it does not understand. */
export function unknownSayings(text: string): UnknownSaying[] {
  return commentsIn(text)
    .filter(({ saying }) => understood(saying) === undefined)
    .map(({ range }) => ({ range, message: `Podflight knows: ${forms.map(({ form }) => form).join('; ')}.` }));
}

function commentsIn(text: string): { readonly saying: string; readonly range: TextRange }[] {
  if (!/podflight:/i.test(text)) return [];
  return [...text.matchAll(/^[ \t]*#[ \t]*podflight:[ \t]*(.*\S)[ \t]*\r?$/gim)].map((match) => {
    const [whole, saying = ''] = match;
    const start = match.index + whole.indexOf('#');
    return { saying, range: { start, end: match.index + whole.trimEnd().length } };
  });
}

function annotated(value: JsonValue | undefined): string[] {
  const metadata = isJsonObject(value) ? value.metadata : undefined;
  const annotations = isJsonObject(metadata) ? metadata.annotations : undefined;
  const lines = isJsonObject(annotations) ? annotations[annotation] : undefined;
  return typeof lines === 'string' ? lines.split('\n').map((line) => line.trim()) : [];
}

type Fact = ImageFact | (ProcessFact & { readonly container: string });

/** How a saying is written, and what it means. A number that is none makes it no saying. */
const forms: readonly { readonly form: string; readonly pattern: RegExp; readonly fact: Reading }[] = [
  {
    form: 'image NAME is missing',
    pattern: /^image (\S+) is missing$/i,
    fact: ([image]) => ({ image, missing: true }),
  },
  {
    form: 'image NAME pulls in 20s',
    pattern: /^image (\S+) pulls in (\S+)$/i,
    fact: ([image], pullMs) => ({ image, pullMs }),
  },
  {
    form: 'container NAME exits with 1 after 10s',
    pattern: /^container (\S+) exits with (\d{1,3})(?: after (\S+))?$/i,
    fact: ([container, code], afterMs) => ({ container, exitCode: Number(code), afterMs }),
  },
  {
    form: 'container NAME needs 200Mi',
    pattern: /^container (\S+) needs (\S+)$/i,
    fact: ([container, memory]) => {
      const quantity = parseQuantity(memory);
      return typeof quantity === 'string' ? undefined : { container, memoryBytes: Number(quantityValue(quantity)) };
    },
  },
  {
    form: 'container NAME is ready after 8s',
    pattern: /^container (\S+) is ready after (\S+)$/i,
    fact: ([container], readyAfterMs) => ({ container, readyAfterMs }),
  },
];

/** Gets the words of the pattern, and the last of them as a duration in ms where it is one. */
type Reading = (words: readonly [string, string], durationMs: number) => Fact | undefined;

function understood(saying: string): Fact | undefined {
  for (const { pattern, fact } of forms) {
    const words = pattern.exec(saying);
    if (words === null) continue;
    const last = words.at(-1);
    const durationMs = last === undefined ? 0 : milliseconds(last);
    const read = fact([words[1] ?? '', words[2] ?? ''], durationMs ?? 0);
    return durationMs === undefined && /\b(?:in|after) \S+$/i.test(saying) ? undefined : read;
  }
  return undefined;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `1m30s` in ms. */
function milliseconds(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    sum += Number(amount) * (units[unit] ?? 0);
  }
  return Math.round(sum);
}
