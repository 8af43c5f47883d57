// The report of the sample case as a reader sees it: in a browser, from a file.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { surfaceFromMask } from '../../core/mesh/index.ts';
import type { ReportModel } from '../../core/report/index.ts';
import { writeReport } from '../../main/services/report/index.ts';
import { CHROMIUM_ARGUMENTS, describeWithChromium } from '../support/chromium.ts';
import { sampleReport } from '../support/sample-report.ts';

const fontFile = resolve(import.meta.dirname, '../../resources/fonts/Inter.var.woff2');
const EVIL = '"><img src=x onerror="document.title=1"><script>document.title=2</script><style>*{display:none}</style>';

describeWithChromium('the report in a browser', (executablePath) => {
  let browser: Browser;
  let folder: string;
  let model: ReportModel;
  let bytes: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'limner-report-'));
    model = sampleReport(surfaceFromMask);
    bytes = writeReport(model, join(folder, 'report.html'), { fontFile });
    browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(file: string, width: number, height: number) {
    const page = await browser.newPage({ viewport: { width, height } });
    const said: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => asked.push(request.url().slice(0, 60)));
    await page.goto(pathToFileURL(file).href);
    return { page, said, asked: () => asked.filter((url) => !url.startsWith('data:')) };
  }

  const overflowing = (page: Page) =>
    page.evaluate(
      `[...document.querySelectorAll('.vt,.rows label,.facts dd,td,.head,.bar,.card')]
        .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display !== 'inline')
        .map((e) => e.className + ' ' + e.textContent.slice(0, 40))`,
    );

  it.each([
    [1440, 900],
    [1280, 720],
    [600, 800],
  ])('shows at %i x %i without an error, a request or a clipped word', async (width, height) => {
    const { page, said, asked } = await open(join(folder, 'report.html'), width, height);
    expect(said).toEqual([]);
    expect(asked()).toEqual([pathToFileURL(join(folder, 'report.html')).href.slice(0, 60)]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(await overflowing(page)).toEqual([]);
    expect(await page.evaluate(`[...document.images].every((i) => i.complete && i.naturalWidth > 0)`)).toBe(true);
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.draft b')).color`)).toBe('rgb(229, 176, 74)');
    await page.close();
  });

  it('is one file under 4 MB', () => {
    expect(readdirSync(folder)).toEqual(['report.html']);
    expect(bytes).toBeLessThan(4_000_000);
  });

  it('has the right parotid on the left of the axial picture, under its R', async () => {
    const { page } = await open(join(folder, 'report.html'), 1440, 900);
    const centre = async (selector: string) => {
      const box = await page.locator(selector).first().boundingBox();
      return (box?.x ?? Number.NaN) + (box?.width ?? 0) / 2;
    };
    const group = (name: string) => `.axial .s${model.structures.findIndex((s) => s.name === name)} .c`;
    const [right, middle, left] = [
      await centre(group('Parotid_R')),
      await centre('.axial'),
      await centre(group('Parotid_L')),
    ];
    expect(right).toBeLessThan(middle);
    expect(left).toBeGreaterThan(middle);
    expect(await centre('.axial .ol')).toBeLessThan(middle);
    expect(await page.locator('.axial .ol').textContent()).toBe('R');
    await page.close();
  });

  it('hides a structure that is unticked, without a script', async () => {
    const { page } = await open(join(folder, 'report.html'), 1440, 900);
    const outline = page.locator('.axial .s0');
    expect(await outline.isVisible()).toBe(true);
    await page.locator('.r0 .nm').click();
    expect(await outline.isVisible()).toBe(false);
    await page.close();
  });

  it('draws unreviewed outlines dashed, unfilled, on a black casing', async () => {
    const { page } = await open(join(folder, 'report.html'), 1440, 900);
    const style = await page.evaluate(
      `(({ strokeDasharray, fill, strokeWidth }) => ({ strokeDasharray, fill, strokeWidth }))(getComputedStyle(document.querySelector('.axial .s0 .c')))`,
    );
    expect(style).toEqual({ strokeDasharray: '6px, 4px', fill: 'none', strokeWidth: '1.75px' });
    const casing = await page.evaluate(`getComputedStyle(document.querySelector('.axial .s0 .k')).strokeWidth`);
    expect(casing).toBe('3.75px');
    await page.close();
  });

  it('stays whole when names are made of markup', async () => {
    const file = join(folder, 'evil.html');
    writeReport(
      {
        ...sampleReport(null),
        title: EVIL,
        case: { ...model.case, patientName: EVIL, patientId: EVIL },
        structures: model.structures.map((s) => ({ ...s, mesh: null, name: EVIL, colour: EVIL, generation: EVIL })),
      },
      file,
      { fontFile: null },
    );
    const { page, said, asked } = await open(file, 1280, 720);
    expect(said).toEqual([]);
    expect(asked()).toHaveLength(1);
    expect(await page.title()).toContain('<script>');
    expect(await page.evaluate('document.scripts.length + document.querySelectorAll("style").length')).toBe(1);
    expect(await page.locator('h1').textContent()).toBe(EVIL);
    expect(await page.locator('.rows .nm').first().textContent()).toBe(EVIL);
    rmSync(file);
    await page.close();
  });
});
