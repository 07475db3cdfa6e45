/** YAML to JSON, streams of documents, JSON to YAML. */
import { decodeBytes } from '../../../../src/yaml/bytes.ts';
import { readContent } from '../../../../src/yaml/content.ts';
import { readDocuments, type YamlDocument } from '../../../../src/yaml/document.ts';
import { encodeJson } from '../../../../src/yaml/encodeJson.ts';
import { beginsAsJson, nextChunk } from '../../../../src/yaml/pieces.ts';
import { strictError } from '../../../../src/yaml/strict.ts';
import { jsonToYaml } from '../../../../src/yaml/write.ts';
import type { Area, AspectResult, CaseContext, Outcome, RecordedCase } from '../../harness.ts';
import { exactly } from '../../json.ts';
import { compareFields } from '../fields.ts';

/** Comparisons of the families that read and write YAML. */
export const yamlComparisons: Readonly<Record<string, Area['compare']>> = {
  yaml: compareYaml,
  'yaml-stream': compareStream,
  'json-to-yaml': (recorded) => compareFields(recorded, writtenFields(recorded.in as string)),
};

function writtenFields(json: string): object {
  const written = jsonToYaml(json);
  return 'yaml' in written ? { yaml: written.yaml } : { err: written.error };
}

interface Reading {
  readonly json?: string;
  readonly err?: string;
  readonly strictErr?: string;
}

function read(input: unknown): Reading {
  const bytes =
    typeof input === 'string' ? Buffer.from(input) : Buffer.from((input as { base64: string }).base64, 'base64');
  const { text, invalid } = decodeBytes(bytes);
  const { problem, value, root } = readContent(text, { invalid });
  if (problem !== undefined) return { err: problem.clientError.replace(/^error converting YAML to JSON: /, '') };
  const strictErr = root && strictError(root, text);
  return { json: encodeJson(value ?? null), ...(strictErr !== undefined && { strictErr }) };
}

function compareYaml(recorded: RecordedCase): Outcome {
  const actual = read(recorded.in);
  const { oneOf } = recorded as { oneOf?: readonly Reading[] };
  if (oneOf !== undefined) {
    return { result: { agrees: oneOf.some((one) => one.json === actual.json), expected: oneOf, actual } };
  }
  return {
    json: exactly(sameText(recorded.json), sameText(actual.json)),
    ...compareErrors(recorded.err as string | undefined, actual.err),
    strictErr: exactly(recorded.strictErr, actual.strictErr),
  };
}

/** Go escapes U+FFFD where it stands for bytes that are no text, and not where it was written. */
function sameText(json: unknown): unknown {
  return typeof json === 'string' ? json.replaceAll('\\ufffd', '\ufffd') : json;
}

/** Errors agree when they name the same line; their texts are compared beside. */
function compareErrors(expected: string | undefined, actual: string | undefined): Outcome {
  const line = (error: string | undefined): string | undefined => error && (/line (\d+)/.exec(error)?.[1] ?? 'none');
  const err: AspectResult = { agrees: line(expected) === line(actual), expected, actual };
  return { err, ...(expected !== undefined && { 'syntax text': { ...exactly(expected, actual), beside: true } }) };
}

function compareStream(recorded: RecordedCase, _context: CaseContext): Outcome {
  const text = recorded.in as string;
  const { docs, error } = readerDocuments(text);
  const documents = readDocuments(text);
  const failed = documents.findIndex((document) => document.problem !== undefined);
  const decoded = (failed < 0 ? documents : documents.slice(0, failed)).map((document) =>
    decodedDocument(document, text),
  );
  const decodeErr = documents[failed]?.problem?.clientError;
  return {
    readerDocs: exactly(recorded.readerDocs, docs),
    readerErr: exactly(recorded.readerErr, error),
    decoded: exactly(recorded.decoded, decoded),
    ...compareErrors(recorded.decodeErr as string | undefined, decodeErr),
    looksLikeJSON: exactly(recorded.looksLikeJSON, beginsAsJson(text, 0)),
  };
}

function decodedDocument({ value, format, range }: YamlDocument, text: string): object {
  if (value === undefined) return { skipped: true };
  return { raw: format === 'json' ? text.slice(range.start, range.end) : encodeJson(value) };
}

/** The documents' texts as Kubernetes' line reader gives them, and its complaint. */
function readerDocuments(text: string): { docs: string[]; error?: string } {
  const docs: string[] = [];
  for (let at = 0; at < text.length; ) {
    const chunk = nextChunk(text, at);
    if (chunk.badSeparator !== undefined)
      return { docs, error: `invalid Yaml document separator: ${chunk.badSeparator.text}` };
    const lines = text.slice(at, chunk.end).replaceAll('\r\n', '\n');
    docs.push(lines.endsWith('\n') ? lines : `${lines}\n`);
    at = chunk.next;
  }
  return { docs };
}
