/** The stage's layout: everything is in its place at any width, and nothing stands on anything else. */
import assert from 'node:assert/strict';
import { type Box, lengthOf, pathOf, pointAlong, restingPoint } from '../../src/panel/stage/geometry.ts';
import { cardsAt, layoutStage, type StageLayout, wireBetween } from '../../src/panel/stage/layout.ts';
import type { Actor } from '../../src/trace/model.ts';

const widths = [320, 400, 540, 620, 699, 700, 900, 1200, 1600, 2560];

function check(width: number, nodes: number, crowd: number): StageLayout {
  const names = Array.from({ length: Math.min(nodes, cardsAt(width)) }, (_, index) => `node-${index}`);
  return layoutStage(width, names, crowd);
}

describe('the stage', () => {
  for (const width of widths) {
    for (const [nodes, crowd] of [
      [1, 0],
      [4, 0],
      [4, 4996],
    ] as const) {
      it(`keeps its parts apart and inside: ${width} px, ${nodes} cards, ${crowd} more nodes`, () => {
        const layout = check(width, nodes, crowd);
        const inPlane = [layout.apiServer, layout.etcd, layout.scheduler, layout.controllers];
        const outside = [layout.kubectl, layout.registry, layout.controlPlane, ...layout.cards.map((card) => card.box)];
        if (layout.crowd !== undefined) outside.push(layout.crowd);
        for (const part of inPlane) assert.ok(isInside(part, layout.controlPlane), JSON.stringify(part));
        assertApart(inPlane);
        assertApart(outside);
        const whole = { x: 0, y: 0, width: layout.width, height: layout.height };
        for (const part of outside) assert.ok(isInside(part, whole), JSON.stringify(part));
        for (const card of layout.cards) {
          for (const part of [card.kubelet, card.runtime, card.pods]) assert.ok(isInside(part, card.box));
          assertApart([card.kubelet, card.runtime, card.pods]);
        }
      });
    }
  }

  it('has wires for every message there is, both ways', () => {
    for (const width of widths) {
      const layout = check(width, 4, 10);
      const actors: Actor[] = ['kubectl', 'etcd', 'kube-scheduler', 'kube-controller-manager', 'kubelet/node-0'];
      for (const actor of actors) {
        const out = wireBetween(layout, 'kube-apiserver', actor);
        const back = wireBetween(layout, actor, 'kube-apiserver');
        assert.ok(out !== undefined && lengthOf(out) > 10, `${actor} at ${width}`);
        assert.deepEqual(back, [...out].reverse());
      }
      assert.ok(wireBetween(layout, 'kubelet/node-0', 'container-runtime/node-0'));
      assert.ok(wireBetween(layout, 'registry', 'container-runtime/node-0'));
      assert.ok(wireBetween(layout, 'kube-apiserver', 'kubelet/one-of-the-crowd'));
    }
  });
});

describe('lines', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 50 },
  ];

  it('are followed from end to end', () => {
    assert.deepEqual(pointAlong(line, 0), { x: 0, y: 0 });
    assert.deepEqual(pointAlong(line, 2 / 3), { x: 100, y: 0 });
    assert.deepEqual(pointAlong(line, 1), { x: 100, y: 50 });
    assert.deepEqual(pointAlong(line, 9), { x: 100, y: 50 });
    assert.deepEqual(pointAlong([], 0.5), { x: 0, y: 0 });
  });

  it('have a place to rest at', () => {
    assert.deepEqual(restingPoint(line), { x: 50, y: 0 });
  });

  it('turn round corners', () => {
    assert.equal(pathOf(line), 'M0 0L92 0Q100 0 100 8L100 50');
  });
});

function isInside(part: Box, whole: Box): boolean {
  return (
    part.width > 0 &&
    part.height > 0 &&
    part.x >= whole.x &&
    part.y >= whole.y &&
    part.x + part.width <= whole.x + whole.width &&
    part.y + part.height <= whole.y + whole.height
  );
}

function assertApart(boxes: readonly Box[]): void {
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      const apart =
        one.x + one.width <= other.x ||
        other.x + other.width <= one.x ||
        one.y + one.height <= other.y ||
        other.y + other.height <= one.y;
      assert.ok(apart, `${JSON.stringify(one)} ${JSON.stringify(other)}`);
    }
  });
}
