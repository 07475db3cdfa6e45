/** `node test/bench/validation.ts`: every API-server rule with ranges, beside yaml-language-server with a Pod schema, in one run. */

import { defaultWorld } from '../../src/kubernetes/worlds/presets.ts';
import { Checker } from '../../src/manifest/checker.ts';
import { ManifestText } from '../../src/yaml/manifestText.ts';
import { containersPod, pods, smallPod } from './manifests.ts';
import { peerFindings, peerService } from './peer.ts';

const options = { file: 'pod.yaml' };
const service = peerService();
let version = 0;

interface Line {
  readonly what: string;
  readonly goal: number;
  ours(round: number): void;
  peer(round: number): Promise<void>;
  readonly rounds: number;
}

/** The world is loaded once, as in the editor. */
const checker = new Checker(defaultWorld);

/** A one-letter change each round, so that nobody can answer from memory. */
function changed(text: string, round: number): string {
  return `${text}# ${String.fromCharCode(97 + (round % 26))}${round}\n`;
}

function fromScratch(what: string, text: string, goal: number, rounds: number): Line {
  return {
    what,
    goal,
    rounds,
    ours: (round) => void checker.check(new ManifestText(changed(text, round)), options),
    peer: async (round) => void (await peerFindings(service, changed(text, round), ++version)),
  };
}

function oneEdit(what: string, text: string, goal: number, rounds: number): Line {
  const manifest = new ManifestText(text);
  checker.check(manifest, options);
  const at = text.indexOf('image: ', text.length / 2) + 7;
  return {
    what,
    goal,
    rounds,
    ours: (round) => {
      manifest.edit(at, at + 1, String.fromCharCode(97 + (((round % 26) + 26) % 26)));
      checker.check(manifest, options);
    },
    peer: async (round) => void (await peerFindings(service, changed(text, round), ++version)),
  };
}

async function measure(line: Line): Promise<void> {
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = -3; round < line.rounds; round++) {
    const start = performance.now();
    line.ours(round);
    const middle = performance.now();
    await line.peer(round);
    if (round < 0) continue;
    ours.push(middle - start);
    peer.push(performance.now() - middle);
  }
  const ratio = median(ours) / median(peer);
  const verdict = ratio <= line.goal ? 'met' : 'missed';
  const p95 = [...ours].sort((a, b) => a - b)[Math.floor(ours.length * 0.95)] ?? 0;
  console.log(
    `${line.what.padEnd(34)} ours ${median(ours).toFixed(3)} ms (p95 ${p95.toFixed(3)})  peer ${median(peer).toFixed(3)} ms  ratio ${ratio.toFixed(4)}  goal ${line.goal} ${verdict}`,
  );
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

const manyKeys = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: many\ndata:\n${Array.from({ length: 50_000 }, (_, i) => `  key-${i}: "${i}"`).join('\n')}\n`;

const lines: readonly Line[] = [
  fromScratch('10 lines', smallPod(), 0.35, 201),
  fromScratch('330 lines', containersPod(20), 0.25, 51),
  fromScratch('100 Pods from scratch', pods(100), 0.12, 11),
  oneEdit('one edit among 100 Pods', pods(100), 0.01, 11),
  oneEdit('one edit among 1,000 Pods', pods(1000), 0.003, 3),
];
console.log('validation, warm, after a one-letter change; ours: all API-server rules with ranges');
for (const line of lines) await measure(line);
const start = performance.now();
checker.check(new ManifestText(manyKeys), options);
console.log(
  `50,000 keys in one map: ours ${(performance.now() - start).toFixed(0)} ms (goal 0.02 of the peer's 15.9 s: 318 ms)`,
);
