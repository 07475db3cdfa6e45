/** The tables, the timeline and the texts below the stage, at any instant. */
import assert from 'node:assert/strict';
import { describeText, eventsText, getText, watchLines, watchText } from '../../src/panel/kubectlText.ts';
import { failureAt, type Scene, sceneAt, showingOf } from '../../src/panel/scene.ts';
import { chipsAt, etcdLines, podOnNode, schedulerLine } from '../../src/panel/stage/actors.ts';
import { statusText } from '../../src/panel/statusText.ts';
import { ganttRows } from '../../src/panel/views/ganttRows.ts';
import { filtered, messageRows, windowed } from '../../src/panel/views/messageRows.ts';
import { grouped, scoreRows, scoringPlugins } from '../../src/panel/views/scoreRows.ts';
import { objectAt } from '../../src/trace/history.ts';
import type { ScheduleStep } from '../../src/trace/model.ts';
import { momentAt, positionAtTime, positionOf } from '../../src/trace/reel.ts';
import { sampleRun } from '../support/sampleRun.ts';
import { type Ending, sampleTrace } from '../support/sampleTrace.ts';

/** The scene after `taken` steps; all of them when left out. */
function scene(ending: Ending, taken?: number): Scene {
  const showing = showingOf(sampleRun(sampleTrace(ending)));
  const position = taken === undefined ? showing.reel.length : positionOf(showing.reel, taken);
  return sceneAt(showing, momentAt(showing.reel, position), false);
}

describe('what kubectl prints', () => {
  it('is the row with its age now', () => {
    assert.equal(
      getText(scene('up')),
      'NAME    READY   STATUS    RESTARTS   AGE\nnginx   1/1     Running   0          6s\n',
    );
    assert.equal(getText(scene('up', 1)), 'Error from server (NotFound): pods "nginx" not found\n');
  });

  it('grows older while nothing happens', () => {
    const showing = showingOf(sampleRun(sampleTrace('pull failure')));
    const at = (seconds: number): string =>
      getText(sceneAt(showing, momentAt(showing.reel, positionAtTime(showing.reel, seconds * 1000 + 50)), false));
    assert.match(at(8), /Pending|ContainerCreating/);
    assert.match(at(8), / 8s\n$/);
    assert.match(at(9), / 9s\n$/);
  });

  it('is a row for each revision with -w, each as wide as those before', () => {
    assert.equal(
      watchText(scene('up')),
      [
        'NAME    READY   STATUS    RESTARTS   AGE',
        'nginx   0/1     Pending   0          0s',
        'nginx   0/1     Pending   0          0s',
        'nginx   0/1     ContainerCreating   0          0s',
        'nginx   1/1     Running             0          5s',
        '',
      ].join('\n'),
    );
    assert.equal(watchLines(scene('up')), 5);
    assert.equal(watchText(scene('up', 1)), '');
  });

  it('describes and lists events', () => {
    assert.match(describeText(scene('up')) ?? '', /^Name: +nginx\nNamespace: +default\n/);
    assert.match(eventsText(scene('up')), /Normal +Scheduled +pod\/nginx +Successfully assigned/);
    assert.equal(eventsText(scene('up', 3)), 'No resources found in default namespace.\n');
  });
});

describe('the badge', () => {
  const table: readonly [Ending, string, string][] = [
    ['up', 'Running 1/1', 'good'],
    ['not ready', 'Running 0/1', 'waiting'],
    ['unschedulable', 'Pending', 'waiting'],
    ['pull failure', 'ImagePullBackOff', 'bad'],
    ['crash', 'CrashLoopBackOff', 'bad'],
    ['refused', 'not there', 'none'],
  ];
  for (const [ending, text, mood] of table) {
    it(`says ${text}`, () => {
      const { timeline } = scene(ending);
      const object = objectAt(timeline.history, 'Pod/default/nginx', timeline.length);
      assert.deepEqual(statusText(object, 'Pod'), { text, mood });
    });
  }
});

describe('the actors', () => {
  const stepOf = (ending: Ending, test: (step: Scene['run']['trace']['steps'][number]) => boolean): Scene => {
    const { steps } = sampleTrace(ending);
    return scene(ending, steps.findIndex(test) + 1);
  };

  it('show how far the request has come', () => {
    const chips = (at: Scene): string =>
      chipsAt(at)
        .map((chip) => `${chip.id} ${chip.state}`)
        .join(', ');
    assert.equal(
      chips(stepOf('up', (step) => step.kind === 'stage' && step.stage === 'validate')),
      'decode passed, default passed, mutate passed, validate now, admit idle, store idle',
    );
    assert.equal(
      chips(scene('refused')),
      'decode passed, default passed, mutate passed, validate refused, admit idle, store idle',
    );
  });

  it('show the record in etcd', () => {
    assert.deepEqual(etcdLines(scene('up')), ['/registry/pods/default/nginx', 'rev 249 · Running · node-b']);
    assert.deepEqual(etcdLines(scene('refused')), ['no key for it yet', 'rev 100']);
  });

  it('show how many nodes fit', () => {
    assert.equal(schedulerLine(scene('up')), '2 of 4 fit');
    assert.equal(schedulerLine(scene('unschedulable')), '0 of 4 fit');
    assert.equal(schedulerLine(scene('gated')), 'gate closed');
  });

  it('make the sandbox first and put the container inside', () => {
    const seen: string[] = [];
    for (let taken = 0; taken <= sampleTrace().steps.length; taken += 1) {
      const pod = podOnNode(scene('up', taken), 'node-b');
      const now = pod === undefined ? '' : `${pod.sandbox} ${pod.containers.map((each) => each.state).join()}`.trim();
      if (seen.at(-1) !== now) seen.push(now);
    }
    assert.deepEqual(seen, [
      '',
      'ghost',
      'bound absent',
      'making absent',
      'ready absent',
      'ready pulling',
      'ready making',
      'ready made',
      'ready running',
      'ready ready',
    ]);
  });

  it('keep a failure in sight once the story has stopped', () => {
    const end = failureAt(scene('unschedulable'));
    assert.equal(end?.by, 'kube-scheduler');
    assert.equal(failureAt(scene('up')), undefined);
  });
});

describe('the messages', () => {
  const rows = messageRows(sampleTrace());

  it('join requests and answers', () => {
    const create = rows.find((row) => row.line === 'POST /api/v1/namespaces/default/pods');
    assert.equal(create?.result, '201 Created');
    assert.equal(create?.took, 3);
    assert.equal(create?.failed, false);
  });

  it('do not take a question for a failure', () => {
    const asked = rows.find((row) => row.line.startsWith('GET'));
    assert.equal(asked?.result, '404 NotFound');
    assert.equal(asked?.failed, false);
  });

  it('leave housekeeping out until it is asked for', () => {
    const few = filtered(rows, '', false);
    assert.ok(few.length < filtered(rows, '', true).length);
    assert.ok(few.every((row) => !row.line.includes('events')));
    assert.ok(filtered(rows, 'EVENTS post', false).length > 0);
    assert.deepEqual(filtered(rows, 'no such thing', true), []);
  });

  it('are drawn around the current step when there are very many', () => {
    const many = Array.from({ length: 5000 }, (_, step) => ({ ...(rows[0] as (typeof rows)[number]), step }));
    const shown = windowed(many, 2500, 100);
    assert.equal(shown.length, 100);
    assert.ok(shown.some((row) => row.step === 2499));
    assert.equal(windowed(many, 0, 100)[0]?.step, 0);
    assert.equal(windowed(many, 5000, 100).at(-1)?.step, 4999);
  });
});

describe('the scores', () => {
  const cycle = sampleTrace().steps.find((step): step is ScheduleStep => step.kind === 'schedule') as ScheduleStep;

  it('put the chosen node first and those refused last', () => {
    const rows = scoreRows(cycle, ['control-plane', 'node-a', 'node-b', 'node-c', 'node-d']);
    assert.deepEqual(
      rows.map((row) => `${row.node} ${row.verdict} ${row.total ?? '-'}`),
      ['node-b chosen 458', 'node-c fits 444', 'node-d not asked -', 'control-plane refused -', 'node-a refused -'],
    );
  });

  it('leave out plugins that gave nothing and begin with what makes the difference', () => {
    assert.deepEqual(scoringPlugins(cycle), ['NodeResourcesFit', 'NodeResourcesBalancedAllocation', 'TaintToleration']);
  });

  it('are summed up when there are too many to read', () => {
    const names = Array.from({ length: 300 }, (_, index) => `worker-${index}`);
    const groups = grouped(scoreRows(cycle, [...names, 'node-b', 'node-c', 'node-a', 'control-plane']), 40);
    assert.deepEqual(
      groups.map(({ row, others }) => `${row.node} +${others}`),
      ['node-b +0', 'node-c +0', 'worker-0 +299', 'node-a +0', 'control-plane +0'],
    );
  });
});

describe('the timeline', () => {
  it('shows pulls, runs and crashes', () => {
    const { run, timeline } = scene('crash');
    const subject = run.trace.subject;
    assert.ok(subject);
    const rows = ganttRows(run.trace, timeline.history, subject, timeline.length);
    const nginx = rows.find((row) => row.name === 'nginx');
    assert.deepEqual(
      nginx?.bars.map((bar) => `${bar.kind} ${bar.label}`),
      [
        'pull PullImage nginx:latest',
        'create CreateContainer',
        'failed exit 1',
        'wait exit 1',
        'create CreateContainer',
        'failed exit 1',
        'wait exit 1',
      ],
    );
    assert.deepEqual(
      rows.map((row) => row.name),
      ['sandbox', 'nginx', 'PodScheduled', 'PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready'],
    );
  });

  it('knows only what has happened', () => {
    const { run, timeline } = scene('up');
    assert.ok(run.trace.subject);
    assert.deepEqual(ganttRows(run.trace, timeline.history, run.trace.subject, 5), []);
  });

  it('never has a bar that ends before it begins', () => {
    for (const ending of ['up', 'crash', 'pull failure', 'not ready'] as const) {
      const { run, timeline } = scene(ending);
      assert.ok(run.trace.subject);
      for (let taken = 0; taken <= timeline.length; taken += 1) {
        for (const row of ganttRows(run.trace, timeline.history, run.trace.subject, taken)) {
          for (const bar of row.bars) assert.ok(bar.to === undefined || bar.to >= bar.from);
        }
      }
    }
  });
});
