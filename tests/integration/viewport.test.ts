// The views in a real browser, judged by pixels of pictures of the page: what a person would see.

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../support/chromium.ts';
import { openViewportBrowser, type Pixels, takePixels, type ViewportBrowser } from '../support/viewport-browser.ts';

interface Frame {
  readonly cause: string;
  readonly ownMs: number;
  readonly uploadedBytes: number;
}

/** 40 x 30 x 20 voxels of 4 x 4 x 4 mm: at 400 x 300 px no whole number of pixels, as on any screen. */
const STACK = { size: [40, 30, 20], spacingMm: [4, 4, 4] } as const;
const WINDOW = '{ width: 400, level: 40 }';

const isGrey = (rgb: readonly number[]) => Math.max(...rgb) - Math.min(...rgb) <= 2;
const isViolet = ([r, g, b]: readonly [number, number, number]) => b > 150 && b > g + 40 && r > g + 20;
const isDark = (rgb: readonly number[]) => Math.max(...rgb) < 60;

describeWithChromium('a view of planes', (executablePath) => {
  let browser: ViewportBrowser;
  let page: Page;

  beforeAll(async () => {
    browser = await openViewportBrowser(executablePath);
  });
  afterEach(async () => {
    await page?.close();
    expect(browser.takeErrors()).toEqual([]);
  });
  afterAll(async () => browser?.close());

  /** Runs on the page; `viewport` is its object. */
  const run = <T>(script: string) => page.evaluate(script) as Promise<T>;
  const screenOf = (id: string, ijk: readonly number[]) =>
    run<{ x: number; y: number }>(`viewport.view('${id}').screenOf([${ijk}])`);

  async function openView(name: string, image: string, size = { width: 400, height: 300 }, options = {}) {
    page = await browser.newPage(size, options);
    await run(`${image}; viewport.openView('v', '${name}', 'm', ${size.width}, ${size.height});
      viewport.view('v').setWindow(${WINDOW}); viewport.view('v').setCrosshair(null, false)`);
  }
  const image = (stack: object, boxes: object[]) =>
    `viewport.makeImage('m', ${JSON.stringify(stack)}, -100, ${JSON.stringify(boxes)})`;

  /** Half-way points of the step from dark to bright along a line of pixels. */
  function edge(pixels: Pixels, from: { x: number; y: number }, dx: number, dy: number, level: number): number {
    let before = pixels.at(from.x, from.y)[0];
    for (let n = 1; n < 200; n++) {
      const now = pixels.at(from.x + n * dx, from.y + n * dy)[0];
      if (before < level !== now < level) return n - 1 + (level - before) / (now - before);
      before = now;
    }
    return Number.NaN;
  }

  it.each([
    ['-100 HU', -100, 38],
    ['the level', 40, 128],
    ['140 HU', 140, 191],
    ['above the window', 900, 255],
  ])('shows %s as the grey that the window gives it', async (_, value, grey) => {
    await openView('axial', image(STACK, [{ box: [10, 30, 10, 20, 0, 20], value }]));
    const { x, y } = await screenOf('v', [20, 15, 0]);
    const rgb = (await takePixels(page)).at(x, y);
    for (const channel of rgb) expect(Math.abs(channel - grey)).toBeLessThanOrEqual(1);
  });

  it('leaves the canvas of a dose alone while there is none: each canvas that is touched is put on the screen anew', async () => {
    await openView('axial', image(STACK, []));
    const touched = await run<string[]>(`(() => {
      const touched = [];
      const clear = CanvasRenderingContext2D.prototype.clearRect;
      CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        touched.push(this.canvas.className);
        return clear.apply(this, box);
      };
      return new Promise((done) => {
        viewport.view('v').setCut(7);
        void viewport.drawn().then(() => done(touched));
      });
    })()`);
    expect(touched).toContain('pv-contours');
    expect(touched).not.toContain('pv-dose');
    expect(touched).not.toContain('pv-uncertainty');
  });

  it('turns greys round on demand, but not the black outside the image', async () => {
    await openView('axial', image(STACK, [{ box: [10, 30, 10, 20, 0, 20], value: 140 }]));
    await run(`viewport.view('v').setLook({ isInterpolated: true, isInverted: true })`);
    const { x, y } = await screenOf('v', [20, 15, 0]);
    const pixels = await takePixels(page);
    expect(Math.abs(pixels.at(x, y)[0] - 64)).toBeLessThanOrEqual(1);
    expect(pixels.at(1, 150)).toEqual([0, 0, 0]);
  });

  it.each([
    ['rows to the left', [1, 0, 0, 0, 1, 0, 0, 0, 1], [5, 5, 2]],
    ['rows to the right', [-1, 0, 0, 0, 1, 0, 0, 0, -1], [34, 5, 2]],
    ['prone', [-1, 0, 0, 0, -1, 0, 0, 0, 1], [34, 24, 2]],
  ] as const)(
    'has the right side of the patient on the left and anterior on top: %s',
    async (_, direction, [i, j, k]) => {
      const box = [i - 2, i + 3, j - 2, j + 3, k, k + 1];
      await openView('axial', image({ ...STACK, direction }, [{ box, value: 900 }]));
      await run(`viewport.view('v').setCut(${k})`);
      const pixels = await takePixels(page);
      const { x, y } = await screenOf('v', [i, j, k]);
      expect(pixels.at(x, y)[0]).toBe(255);
      expect([x < 120, y < 110]).toEqual([true, true]);
      expect(await page.textContent('#v .is-left')).toBe('R');
      expect(await page.textContent('#v .is-top')).toBe('A');
    },
  );

  it('interpolates values, not greys: a steep window shows a straight edge between two voxels', async () => {
    await openView('axial', image(STACK, [{ box: [20, 40, 0, 30, 0, 20], value: 300 }]));
    // Between -100 and 300 the value 200 lies three quarters of the way from voxel 19 to voxel 20.
    await run(`viewport.view('v').setWindow({ width: 2, level: 200 })`);
    const pixels = await takePixels(page);
    const from = await screenOf('v', [18, 15, 0]);
    const expected = await screenOf('v', [19.75, 15, 0]);
    const found = Math.round(from.x) + edge(pixels, { x: Math.round(from.x), y: from.y }, 1, 0, 128) + 0.5;
    expect(Math.abs(found - expected.x)).toBeLessThanOrEqual(1);
  });

  it('shows a tilted stack at its true places: rows drift, an upright edge in the patient stays upright', async () => {
    const tilted = { ...STACK, driftMm: 2 };
    // Rows from 10 - k/2 on: in the patient, everything posterior of 40 mm.
    const boxes = Array.from({ length: 10 }, (_, n) => ({ box: [0, 40, 10 - n, 30, 2 * n, 2 * n + 1], value: 300 }));
    await openView('sagittal', image(tilted, boxes));
    await run(`viewport.view('v').setCut(20)`);
    const pixels = await takePixels(page);
    const edges: number[] = [];
    for (const k of [2, 8, 14]) {
      const from = await screenOf('v', [20, 10 - k / 2 - 3, k]);
      edges.push(Math.round(from.x) + edge(pixels, { x: Math.round(from.x), y: from.y }, 1, 0, 128));
    }
    expect(Math.max(...edges) - Math.min(...edges)).toBeLessThanOrEqual(1.5);
  });

  it('gives uneven steps their true heights', async () => {
    const heightsMm = Array.from({ length: 20 }, (_, k) => (k < 10 ? 4 * k : 36 + 8 * (k - 9)));
    await openView('coronal', image({ ...STACK, heightsMm }, [{ box: [0, 40, 0, 30, 12, 14], value: 300 }]));
    const pixels = await takePixels(page);
    const [upper, lower] = [await screenOf('v', [20, 0, 13.5]), await screenOf('v', [20, 0, 11.5])];
    const pixelsPerMm = await run<number>(`viewport.view('v').camera.pixelsPerMm`);
    expect(lower.y - upper.y).toBeCloseTo(16 * pixelsPerMm, 6);
    const top = Math.round(upper.y) - 6 + edge(pixels, { x: upper.x, y: Math.round(upper.y) - 6 }, 0, 1, 160);
    expect(Math.abs(top + 0.5 - upper.y)).toBeLessThanOrEqual(1.5);
  });

  const parotid = (state: string) =>
    `viewport.contours('v', 'm', [{ structureId: 'p', name: 'Parotid_L', color: '#BA80FB', state: '${state}', centre: [20, 15, 10], radii: [8.2, 8.2, 6] }])`;

  it('draws an outline half a pixel true to the edge of its voxels, solid and filled once reviewed', async () => {
    await openView('axial', image(STACK, []));
    await run(`${parotid('reviewed')}; viewport.view('v').setCut(10)`);
    const pixels = await takePixels(page);
    // The row through the centre is set from voxel 12 to 28: its outline crosses at 28.5.
    const { x, y } = await screenOf('v', [28.5, 15, 10]);
    let weight = 0;
    let sum = 0;
    for (let at = Math.round(x) - 6; at <= Math.round(x) + 6; at++) {
      const [r, g, b] = pixels.at(at, y);
      const chroma = Math.max(r, g, b) - Math.min(r, g, b) > 60 ? b : 0;
      weight += chroma;
      sum += chroma * (at + 0.5);
    }
    expect(Math.abs(sum / weight - x)).toBeLessThanOrEqual(0.5);
    expect(isDark(pixels.at(x + 2, y))).toBe(true);
    const inside = pixels.at((await screenOf('v', [20, 15, 10])).x, y);
    expect(isGrey(inside)).toBe(false);
  });

  it('dashes a draft and leaves it unfilled', async () => {
    await openView('axial', image(STACK, []));
    await run(`viewport.view('v').setCut(10)`);
    const along = async (state: string) => {
      await run(parotid(state));
      const pixels = await takePixels(page);
      const x = (await screenOf('v', [28.5, 15, 10])).x;
      const { y } = await screenOf('v', [28.5, 15, 10]);
      const line = Array.from({ length: 19 }, (_, n) => pixels.at(x - 0.5, y - 9 + n));
      const centre = await screenOf('v', [20, 15, 10]);
      return {
        colored: line.filter(isViolet).length,
        dark: line.filter(isDark).length,
        inside: pixels.at(centre.x, centre.y),
      };
    };
    const draft = await along('unreviewed');
    expect(draft.colored).toBeGreaterThan(6);
    expect(draft.dark).toBeGreaterThan(3);
    expect(isGrey(draft.inside)).toBe(true);
    const reviewed = await along('reviewed');
    expect(reviewed.dark).toBe(0);
  });

  it('uploads one plane to scroll and no image to draw a stroke', async () => {
    page = await browser.newPage({ width: 400, height: 300 });
    await run(`viewport.makePhantom('m', ${JSON.stringify({ size: [64, 48, 20], spacingMm: [2, 2, 4] })});
      viewport.openView('v', 'axial', 'm', 400, 300); ${parotid('reviewed')}; viewport.view('v').setCut(10)`);
    await run('viewport.drawn()');
    await run('viewport.frames()');
    await page.mouse.move(200, 150);
    await page.mouse.wheel(0, 120);
    await run('viewport.drawn()');
    const scroll = await run<Frame[]>('viewport.frames()');
    expect(scroll.reduce((sum, frame) => sum + frame.uploadedBytes, 0)).toBe(64 * 48 * 2);
    expect(await run('viewport.events("v")')).toContain('cut 9');
    for (let n = 0; n < 5; n++) {
      await run(`viewport.stroke('v', 'p', '#BA80FB', 9, [10, ${20 + n}, 10, 20])`);
      await run('viewport.drawn()');
    }
    const stroke = await run<Frame[]>('viewport.frames()');
    expect(stroke.length).toBeGreaterThan(0);
    expect(stroke.every(({ uploadedBytes }) => uploadedBytes === 0)).toBe(true);
  });

  it('shows planes as they arrive, black until then', async () => {
    await openView('axial', image(STACK, [{ box: [0, 40, 0, 30, 0, 20], value: 300 }]));
    await run(`viewport.readPlanes('v', 'm', 4); viewport.view('v').setCut(7)`);
    expect((await takePixels(page)).at(200, 150)).toEqual([0, 0, 0]);
    await run(`viewport.readPlanes('v', 'm', 9)`);
    expect((await takePixels(page)).at(200, 150)).toEqual([255, 255, 255]);
  });

  it('comes back after the graphics context was lost', async () => {
    await openView('axial', image(STACK, [{ box: [0, 40, 0, 30, 0, 20], value: 300 }]));
    await run(`viewport.loseContext('v')`);
    expect((await takePixels(page)).at(200, 150)).toEqual([255, 255, 255]);
  });

  it('shows the same without WebGL', async () => {
    const boxes = [{ box: [10, 30, 10, 20, 0, 20], value: 140 }];
    await openView('axial', image(STACK, boxes));
    const places = await Promise.all(
      [
        [20, 15, 0],
        [9.5, 15, 0],
        [5, 5, 0],
        [39.4, 29.4, 0],
      ].map((p) => screenOf('v', p)),
    );
    const fast = await takePixels(page);
    const expected = places.map(({ x, y }) => fast.at(x, y)[0]);
    await page.close();
    await openView('axial', image(STACK, boxes), undefined, { withoutGl: true });
    expect(await run(`viewport.view('v').isAccelerated`)).toBe(false);
    const slow = await takePixels(page);
    for (const [n, { x, y }] of places.entries()) {
      expect(Math.abs(slow.at(x, y)[0] - (expected[n] as number))).toBeLessThanOrEqual(3);
    }
    browser.takeErrors();
  });

  it('tells the tool where in the patient the pointer is, with all points of a fast drag', async () => {
    await openView('axial', image(STACK, []));
    const { x, y } = await screenOf('v', [12, 9, 0]);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40, y, { steps: 4 });
    await page.mouse.up();
    const events =
      await run<{ type: string; ijk: number[]; lps: number[]; samples?: number }[]>(`viewport.toolEvents('v')`);
    const down = events.find(({ type }) => type === 'down');
    expect(down?.ijk[0]).toBeCloseTo(12, 1);
    expect(down?.lps[1]).toBeCloseTo(36, 0);
    expect(events.at(-1)?.type).toBe('up');
    expect(events.filter(({ type, samples }) => type === 'move' && (samples ?? 0) >= 1).length).toBeGreaterThan(0);
  });

  it('maps each gesture to its intent', async () => {
    await openView('axial', image(STACK, []));
    // Wheels report whole pixels.
    const at = { x: 203, y: 154 };
    const under = await run<{ u: number; v: number }>(`viewport.view('v').pointAt({ x: 203, y: 154 })`);
    const events = () => run<string[]>(`viewport.events('v')`);
    await events();
    await page.mouse.move(at.x, at.y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -120);
    await page.keyboard.up('Control');
    await run('viewport.drawn()');
    expect(await events()).toEqual(['camera']);
    const now = await run<{ u: number; v: number }>(`viewport.view('v').pointAt({ x: 203, y: 154 })`);
    expect(Math.hypot(now.u - under.u, now.v - under.v)).toBeLessThan(1e-9);
    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, 120);
    await page.mouse.move(at.x + 1, at.y);
    await page.keyboard.up('Shift');
    await run('viewport.drawn()');
    expect(await events()).toEqual(['shift 1', 'crosshair 20 15 0']);
    await page.mouse.click(at.x, at.y, { button: 'right' });
    expect(await events()).toEqual(['menu']);
    await page.mouse.down({ button: 'right' });
    await page.mouse.move(at.x + 30, at.y, { steps: 3 });
    await page.mouse.up({ button: 'right' });
    expect(new Set(await events())).toEqual(new Set(['window']));
    await page.mouse.down({ button: 'middle' });
    await page.mouse.move(at.x, at.y + 20, { steps: 2 });
    await page.mouse.up({ button: 'middle' });
    expect(new Set(await events())).toEqual(new Set(['camera']));
    await page.mouse.dblclick(at.x, at.y);
    expect(await events()).toEqual(['double']);
  });

  it('says the slice, the position and the value under the pointer', async () => {
    await openView('axial', image(STACK, [{ box: [0, 40, 0, 30, 0, 20], value: -50 }]), { width: 500, height: 400 });
    await run(
      `viewport.view('v').setTexts({ windowName: 'Soft tissue', unit: 'HU', notice: null }); viewport.view('v').setCut(10)`,
    );
    const { x, y } = await screenOf('v', [12, 9, 10]);
    await page.mouse.move(Math.round(x), Math.round(y));
    await run('viewport.drawn()');
    expect(await page.textContent('#v .pv-number')).toBe('11 / 20');
    expect(await page.textContent('#v .pv-position')).toBe('S 40.0 mm');
    expect(await page.textContent('#v .pv-value')).toBe('\u221250 HU');
    expect(await page.textContent('#v .pv-window')).toBe('W 400\u2002L 40');
    expect(await page.getAttribute('#v .pv', 'aria-label')).toContain('Axial, slice');
  });

  it('shows surfaces in 3D under the strict policy, banded for drafts, and finds what is clicked', async () => {
    page = await browser.newPage({ width: 300, height: 300 });
    await run(`viewport.makeImage('m', ${JSON.stringify({ size: [40, 40, 40], spacingMm: [2, 2, 2] })}, -100, []);
      viewport.openScene('s', 'm', null, 300, 300)`);
    const ball = (state: string) =>
      run(
        `viewport.sceneStructures('m', [{ structureId: 'p', name: 'P', color: '#BA80FB', state: '${state}', centre: [20, 20, 20], radii: [15, 15, 15] }])`,
      );
    const column = (pixels: Pixels) => Array.from({ length: 100 }, (_, n) => pixels.at(150, 100 + n)[2]);
    const changes = (values: readonly number[]) =>
      values.filter((v, n) => n > 0 && Math.abs(v - (values[n - 1] as number)) > 30).length;
    await ball('reviewed');
    await run(`viewport.scene().lookFrom('A')`);
    const smooth = column(await takePixels(page));
    expect(Math.min(...smooth)).toBeGreaterThan(90);
    expect(changes(smooth)).toBe(0);
    await ball('unreviewed');
    expect(changes(column(await takePixels(page)))).toBeGreaterThan(6);
    expect(await page.textContent('#s .is-left')).toBe('R');
    await page.mouse.click(150, 150);
    const picks = await run<{ lps: number[]; structureId: string }[]>('viewport.picks()');
    expect(picks).toHaveLength(1);
    expect(picks[0]?.structureId).toBe('p');
    // The front of a ball of 30 mm about (40, 40, 40).
    for (const [axis, mm] of [40, 10, 40].entries())
      expect(Math.abs((picks[0]?.lps[axis] as number) - mm)).toBeLessThan(1.5);
    await run(`viewport.loseContext('s')`);
    expect(Math.max(...column(await takePixels(page)))).toBeGreaterThan(90);
  });

  it('renders a volume from a small copy that the worker reads by itself', async () => {
    page = await browser.newPage({ width: 260, height: 260 });
    const voxels = new Int16Array(40 * 40 * 40).fill(-100);
    for (let k = 12; k < 28; k++)
      for (let j = 12; j < 28; j++) voxels.fill(1000, (k * 40 + j) * 40 + 12, (k * 40 + j) * 40 + 28);
    browser.blobs.set('b1', Buffer.from(voxels.buffer));
    await run(`viewport.makeImage('m', ${JSON.stringify({ size: [40, 40, 40], spacingMm: [2, 2, 2] })}, -100, []);
      viewport.openScene('s', 'm', 'blob/b1', 260, 260); viewport.scene().lookFrom('A'); viewport.preset('ct-bone')`);
    await expect.poll(async () => (await takePixels(page)).at(130, 130)[0], { timeout: 30_000 }).toBeGreaterThan(80);
    expect((await takePixels(page)).at(60, 130)[0]).toBeLessThan(10);
    await page.mouse.click(130, 130);
    const [pick] = await run<{ lps: number[] }[]>('viewport.picks()');
    expect(Math.abs((pick?.lps[1] as number) - 24)).toBeLessThan(4);
  });

  it('says why there is no 3D where there is no WebGL', async () => {
    page = await browser.newPage({ width: 260, height: 260 }, { withoutGl: true });
    await run(`viewport.makeImage('m', ${JSON.stringify(STACK)}, 0, []); viewport.openScene('s', 'm', null, 260, 260)`);
    expect(await page.textContent('#s .pv-notice')).toBe('Not available: the graphics driver offers no WebGL 2.');
    browser.takeErrors();
  });
});
