/** The placeholders of the life cycle recordings, put into texts of the engine. */

const substitutions: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/sha256:[0-9a-f]{64}/g, 'sha256:<digest>'],
  [/\b[0-9a-f]{64}\b/g, '<cid>'],
  [/kube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-<rand5>'],
  [/debugger-[a-z0-9]{5}\b/g, 'debugger-<rand5>'],
  [/in [0-9.hmµ]+s \([0-9.hmµ]+s including waiting\)/g, 'in <dur> (<dur> including waiting)'],
  [/Image size: \d+ bytes/g, 'Image size: <size> bytes'],
  [/10\.244\.\d+\.\d+(:\d+)?->10\.244\.\d+\.\d+/g, '<nodeIP>:<port>-><podIP>'],
  [/10\.244\.\d+\.\d+/g, '<podIP>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>'],
];

const madeUpDigest = '0123456789abcdef'.repeat(4);

/** A text with the recordings' placeholders. */
export function normalizer(namespace: string, hostIP: string): (text: string) => string {
  return (text) => {
    let out = text.replaceAll(namespace, '<ns>').replaceAll(hostIP, '<hostIP>').replaceAll(madeUpDigest, '\0');
    for (const [pattern, placeholder] of substitutions) out = out.replace(pattern, placeholder);
    return out.replaceAll('\0', madeUpDigest);
  };
}

/** A JSON value with all its texts and keys normalized. */
export function normalizeValue(value: unknown, normalize: (text: string) => string): unknown {
  if (typeof value === 'string') return normalize(value);
  if (Array.isArray(value)) return value.map((item) => normalizeValue(item, normalize));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [normalize(key), normalizeValue(item, normalize)]),
  );
}
