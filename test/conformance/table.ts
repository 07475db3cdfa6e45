/** `node test/conformance/table.ts [--write]`: the README's agreement table, made by replaying the recordings. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { areaNamed, areaNames } from './areas.ts';
import { recordingFiles, replay } from './harness.ts';

const root = join(import.meta.dirname, '..', '..');
const readme = join(root, 'README.md');
const [begin, end] = ['<!-- agreement:begin -->', '<!-- agreement:end -->'];

const whatIsCompared: Readonly<Record<(typeof areaNames)[number], string>> = {
  create: 'answers to create requests, with stored objects; what kubectl prints',
  update: 'answers to update requests',
  schedule: 'scheduling decisions and queue moves',
  lifecycle: 'a Pod’s life on a node',
  dances: 'what controllers do around workloads',
  print: '`kubectl get` and `describe`',
  primitives: 'quantities, names, selectors, YAML, decoding',
  reduce: 'requests, QoS, phases, restarts, deletion',
};

const rows = areaNames.map((name) => {
  const { cases } = replay(areaNamed(name), recordingFiles(join(root, 'test/conformance/data', name)));
  const percent = ((100 * cases.agree) / cases.total).toFixed(2);
  return `| ${name} | ${whatIsCompared[name]} | ${cases.agree} of ${cases.total} | ${percent} % |`;
});
const table = ['| area | what is compared | cases that agree | |', '| --- | --- | --- | --- |', ...rows].join('\n');

if (process.argv.includes('--write')) {
  const text = readFileSync(readme, 'utf8');
  const [before, after] = [text.slice(0, text.indexOf(begin) + begin.length), text.slice(text.indexOf(end))];
  writeFileSync(readme, `${before}\n${table}\n${after}`);
} else console.log(table);
