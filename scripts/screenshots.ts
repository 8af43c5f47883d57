// Takes the pictures of docs/images from what the demo wrote: `npm run demo`, then `node scripts/screenshots.ts`
// (Node 24; a Chromium that is already on the machine, see tests/support/chromium.ts for where it is looked for).

import { existsSync, mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = resolve(import.meta.dirname, '..');
const report = resolve(root, process.argv[2] ?? 'demo-output/report.html');
const images = resolve(root, 'docs/images');
const WIDTH = 1440;

const executablePath = [process.env['LIMNER_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);
if (executablePath === undefined) throw new Error('No Chromium found. Install it or set LIMNER_CHROMIUM.');
if (!existsSync(report)) throw new Error(`${report} is not there. Run the demo first.`);

mkdirSync(images, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
try {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 } });
  await page.goto(pathToFileURL(report).href);
  // Down to the end of the surfaces: the slices and the 3D pictures, without the tables.
  const surfaces = await page.locator('.surfaces').boundingBox();
  const height = surfaces === null ? 900 : Math.ceil(surfaces.y + surfaces.height + 24);
  const path = resolve(images, 'report.png');
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: WIDTH, height } });
  console.log(`${path}: ${WIDTH} x ${height}, ${Math.round(statSync(path).size / 1000)} kB`);
} finally {
  await browser.close();
}
