/** `node test/bench/reading.ts`: how fast documents are read, beside js-yaml's events and the `yaml` package, in one run. */
import { parseEvents } from 'js-yaml';
import { parseAllDocuments } from 'yaml';
import { readDocuments } from '../../src/yaml/document.ts';
import { ManifestText } from '../../src/yaml/manifestText.ts';
import { containersPod, pods, smallPod } from './manifests.ts';

interface Subject {
  readonly name: string;
  run(text: string): unknown;
}

const subjects: readonly Subject[] = [
  { name: 'ours', run: (text) => readDocuments(text) },
  { name: 'js-yaml events', run: (text) => parseEvents(text, {} as Parameters<typeof parseEvents>[1]) },
  { name: 'yaml', run: (text) => parseAllDocuments(text, { keepSourceTokens: true }) },
];

/** Median milliseconds of each subject on `text`, all of them taking turns. */
function measure(text: string, rounds: number, repeat: number): number[] {
  const times = subjects.map(() => [] as number[]);
  for (let round = -3; round < rounds; round++) {
    for (const [at, subject] of subjects.entries()) {
      const start = performance.now();
      for (let i = 0; i < repeat; i++) subject.run(`${text}# ${round} ${i}\n`);
      if (round >= 0) times[at]?.push((performance.now() - start) / repeat);
    }
  }
  return times.map(median);
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

function report(title: string, text: string, repeat: number): void {
  const times = measure(text, 21, repeat);
  const shown = subjects.map(({ name }, at) => `${name} ${(times[at] ?? 0).toFixed(4)}`);
  console.log(`${title.padEnd(22)} ${shown.join('  ')}  ours/events ${((times[0] ?? 0) / (times[1] ?? 1)).toFixed(2)}`);
}

/** One letter typed again and again in the middle of the file. */
function reportEdit(title: string, text: string): void {
  const at = text.indexOf('image: ', text.length / 2) + 7;
  const manifest = new ManifestText(text);
  const times: number[] = [];
  for (let round = 0; round < 200; round++) {
    const start = performance.now();
    manifest.edit(at, at + (round === 0 ? 0 : 1), String.fromCharCode(97 + (round % 26)));
    times.push(performance.now() - start);
  }
  console.log(`${title.padEnd(22)} one edit ${median(times).toFixed(4)}`);
}

report('10 lines', smallPod(), 200);
report('330 lines', containersPod(20), 20);
report('100 Pods', pods(100), 2);
reportEdit('100 Pods', pods(100));
reportEdit('1,000 Pods', pods(1000));
