/** `node test/bench/validation.ts`: every API-server rule with ranges, beside yaml-language-server with a Pod schema, in one run. */
import { pathToFileURL } from 'node:url';
import { defaultWorld } from '../../src/kubernetes/worlds/presets.ts';
import { Checker } from '../../src/manifest/checker.ts';
import { ManifestText } from '../../src/yaml/manifestText.ts';
import { containersPod, manyKeys, pods, smallPod } from './manifests.ts';
import {
  type Comparison,
  inTurns,
  milliseconds,
  type Rounds,
  type Row,
  ratioRow,
  tableOf,
  timesOf,
} from './measure.ts';
import { peerFindings, peerService } from './peer.ts';
import { peerSchemas } from './peerSchemas.ts';

const options = { file: 'pod.yaml' };
const service = peerService('pod', peerSchemas());

/** The world is loaded once, as in the editor. */
const checker = new Checker(defaultWorld);

/** Goals 1, 2, 3, 12 and 13. */
export async function validationRows(): Promise<Row[]> {
  const small = await fromScratch(smallPod(), { counted: 201, warmUp: 600, repeat: 5 });
  const long = await fromScratch(containersPod(20), { counted: 101, warmUp: 100 });
  const hundred = await fromScratch(pods(100), { counted: 41, warmUp: 20 });
  const thousand = await fromScratch(pods(1000), { counted: 11, warmUp: 2 });
  const edit = await oneEdit(pods(100), { counted: 41, warmUp: 10, repeat: 10 });
  const longEdit = await oneEdit(pods(1000), { counted: 11, warmUp: 3, repeat: 50 });
  return [
    ratioRow(1, '10 lines', small, 0.35),
    ratioRow(1, '330 lines', long, 0.25),
    ratioRow(1, '100 Pods from scratch', hundred, 0.12),
    ratioRow(2, 'one edit among 100 Pods', edit, 0.01),
    ratioRow(2, 'one edit among 1,000 Pods', longEdit, 0.003),
    {
      goal: 3,
      what: 'an edit among 1,000 Pods beside one among 100',
      ours: milliseconds(longEdit.ours.median),
      peer: `${(longEdit.peer.median / edit.peer.median).toFixed(1)} times`,
      figure: longEdit.ours.median / edit.ours.median,
      atMost: 3,
    },
    exponentRow('growth exponent, 100 to 1,000 Pods', hundred, thousand),
    ...(await manyKeysRows()),
    {
      goal: 12,
      what: 'block of an edit among 35,000 lines, ms',
      ours: milliseconds(longEdit.ours.p95),
      peer: milliseconds(longEdit.peer.p95),
      figure: longEdit.ours.p95,
      atMost: 50,
    },
  ];
}

/** A line is added each time, so that nobody can answer from memory. */
function fromScratch(text: string, rounds: Rounds): Promise<Comparison> {
  const changed = (run: number): string => `${text}# ${run}\n`;
  return inTurns(
    (run) => void checker.check(new ManifestText(changed(run)), options),
    (run) => peerFindings(service, changed(run), run),
    rounds,
  );
}

/** A letter in the middle of the file is replaced. */
function oneEdit(text: string, rounds: Rounds): Promise<Comparison> {
  const manifest = new ManifestText(text);
  checker.check(manifest, options);
  const at = text.indexOf('image: ', text.length / 2) + 7;
  const letter = (run: number): string => String.fromCharCode(97 + (run % 26));
  return inTurns(
    (run) => {
      manifest.edit(at, at + 1, letter(run));
      checker.check(manifest, options);
    },
    (run) => peerFindings(service, text.slice(0, at) + letter(run) + text.slice(at + 1), run),
    rounds,
  );
}

function exponentRow(what: string, tenth: Comparison, whole: Comparison): Row {
  return {
    goal: 3,
    what,
    ours: `${milliseconds(tenth.ours.median)} → ${milliseconds(whole.ours.median)}`,
    peer: Math.log10(whole.peer.median / tenth.peer.median).toFixed(2),
    figure: Math.log10(whole.ours.median / tenth.ours.median),
    atMost: 1.1,
  };
}

async function manyKeysRows(): Promise<Row[]> {
  const timed = (keys: number, rounds: number) =>
    timesOf(
      Array.from({ length: rounds }, (_, round) => {
        const text = `${manyKeys(keys)}# ${round}\n`;
        const start = performance.now();
        checker.check(new ManifestText(text), options);
        return performance.now() - start;
      }),
    );
  timed(5_000, 20);
  const tenth = timed(5_000, 21);
  const ours = timed(50_000, 11);
  const start = performance.now();
  await peerFindings(service, manyKeys(50_000), 1);
  const peer = performance.now() - start;
  return [
    {
      goal: 3,
      what: 'growth exponent, 5,000 to 50,000 keys',
      ours: `${milliseconds(tenth.median)} → ${milliseconds(ours.median)}`,
      peer: '',
      figure: Math.log10(ours.median / tenth.median),
      atMost: 1.1,
    },
    ratioRow(13, '50,000 keys in one map', { ours, peer: { median: peer, p95: peer } }, 0.02),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(tableOf(await validationRows()));
