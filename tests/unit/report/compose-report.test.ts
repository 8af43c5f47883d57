import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { composeReportHtml, type ReportModel, type ReportStructure } from '../../../core/report/index.ts';
import { maskFromDense } from '../../../core/volume/index.ts';
import { reportAssets } from '../../../main/services/report/index.ts';

const assets = reportAssets({ fontFile: null });
const geometry = regularGeometry({ size: [8, 8, 6], spacingMm: [5, 5, 5], originLps: [-18, -18, -12] });
const cube = (i0: number, i1: number) =>
  maskFromDense(
    Uint8Array.from({ length: 384 }, (_, at) => (at % 8 >= i0 && at % 8 < i1 ? 1 : 0)),
    geometry.size,
  );

const model = (changes: Partial<ReportModel> = {}): ReportModel => ({
  title: 'Auto-contour report',
  case: { patientName: 'Doe^Jane', patientId: '4711' },
  series: { description: 'Neck', modality: 'CT', seriesInstanceUid: '1.2.3' },
  image: { geometry, voxels: new Int16Array(384).map((_, at) => at % 100) },
  structures: [
    {
      name: 'Parotid_L',
      colour: '#ba80fb',
      role: 'organ',
      mask: cube(2, 5),
      mesh: null,
      volumeMl: 18,
      surfaceAreaCm2: null,
      centroidLps: [-3, 0, 0.5],
      generation: 'Network',
    },
  ],
  model: { id: 'han-oar', version: '1.0.0', sha256: 'ab'.repeat(32) },
  device: { requested: 'auto', used: 'cpu', reason: null },
  timingsMs: { import: 100, inference: 20_000 },
  warnings: [],
  createdAt: '2026-11-20T09:41:07+01:00',
  application: { name: 'Limner', version: '0.1.0' },
  ...changes,
});

const only = ({ structures }: ReportModel): ReportStructure => structures[0] as ReportStructure;

/** The page with its pictures taken out, so that a failure can be read. */
const compose = (changes: Partial<ReportModel> = {}) =>
  composeReportHtml(model(changes), assets).replaceAll(/(data:image\/png;base64,)[A-Za-z0-9+/=]+/g, '$1…');

describe('the report page', () => {
  it('escapes whatever a case holds, wherever it stands', () => {
    const evil = `"><script>alert('x')</script><img src=x onerror=alert(1)>&`;
    const html = compose({
      title: evil,
      case: {
        patientName: evil,
        patientId: evil,
        birthDate: evil,
        sex: evil,
        studyDate: evil,
        studyDescription: evil,
      },
      series: { description: evil, modality: 'CT', seriesInstanceUid: evil },
      structures: [{ ...only(model()), name: evil, colour: evil, generation: evil, dice: 0.5 }],
      model: { id: evil, name: evil, version: evil, sha256: evil },
      device: { requested: evil, used: evil, reason: evil },
      warnings: [1, 2, 3, 4].map((n) => ({ code: 'X', message: evil + n })),
      createdAt: evil,
      application: { name: evil, version: evil },
      validationNote: evil,
      provenance: [{ label: evil, value: evil }],
    });
    expect(html).not.toMatch(/<script/i);
    expect(html).not.toMatch(/<img src=x/i);
    expect(html.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\sonerror/i);
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain('stroke="#c9ced6"');
  });

  it('holds no broken characters', () => {
    const html = compose({ case: { patientName: 'A\u0000B\u0007\ud800C\u202eD', patientId: '1' } });
    expect(html).toContain('<bdi>A\ufffdB\ufffd\ufffdC\u202eD</bdi>');
    expect(html).toBe(Buffer.from(html, 'utf8').toString('utf8'));
  });

  it('names no address and runs no script; its policy admits its own style sheet alone', () => {
    const html = compose();
    expect(html).not.toMatch(/https?:|\/\/[a-z]|<link|<script|@import|\son[a-z]+=|\sstyle=/i);
    const [, css = ''] = /<style>([\s\S]*)<\/style>/.exec(html) ?? [];
    const hash = createHash('sha256').update(css).digest('base64');
    expect(html).toContain(
      `content="default-src 'none'; img-src data:; font-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    for (const [, source] of html.matchAll(/src="([^"]*)"/g)) expect(source).toBe('data:image/png;base64,…');
  });

  it('says that it is a draft, and what it is not', () => {
    const html = compose();
    expect(html).toContain('Drafts, not reviewed by a person');
    expect(html).toContain('Research software, not a medical device');
    expect(html).toContain('Unreviewed');
  });

  it('says what a person has looked at, structure by structure, and draws it so', () => {
    const review = (slicesSeen: number, reason: string | null, isReviewed = true) => ({
      ...only(model()),
      review: { isReviewed, slices: 14, slicesSeen, reason },
    });
    const html = compose({
      structures: [review(14, null), review(11, 'Far from <target>'), review(9, null, false), review(0, null, false)],
    });
    expect(html).toContain('2 of 4 structures reviewed by a person');
    expect(html).toContain('2 of 4 reviewed');
    expect(html).not.toContain('Drafts, not reviewed by a person');
    const states = [...html.matchAll(/<td class="rs">(.*?)<\/td>/g)].map(([, cell = '']) =>
      cell.replaceAll(/<[^>]*>/g, ''),
    );
    expect(states).toEqual([
      'Reviewed',
      'Reviewed, 3 of 14 slices never looked at Far from &lt;target&gt;',
      'Unreviewed, 9 of 14 slices looked at',
      'Unreviewed, no slice looked at',
    ]);
    // Dashes are for what nobody has reviewed.
    expect(html).toMatch(/<g class="o rv s0">/);
    expect(html).toMatch(/<g class="o s2">/);
    const done = compose({ structures: [review(14, null)] });
    expect(done).toContain('Every structure was reviewed by a person');
    expect(done).not.toContain('Dashed: not reviewed');
  });

  it('lists what was open when it was written, first of all', () => {
    const html = compose({ openPoints: ['Nobody has looked at: A & B.', 'Missing slice: SpinalCord'] });
    expect(html).toContain('2 points were open when this was written; see below.');
    const section = html.slice(html.indexOf('Open when this was written'));
    expect(section).toContain('Nobody has looked at: A &amp; B.');
    expect(section.indexOf('Missing slice')).toBeLessThan(section.indexOf('<th>Structure</th>'));
    expect(compose()).not.toContain('Open when this was written');
  });

  it('names the networks of an export from several sources, and neither a device nor times that nobody took', () => {
    const html = compose({ model: null, networks: ['han-oar 1.0.0', 'other 2'], device: null, timingsMs: {} });
    expect(html).toContain('han-oar 1.0.0, other 2');
    expect(html).not.toMatch(/Runs on|Asked for|<h3>Time<\/h3>|no network/);
  });

  it('shows figures in their form, and – for what is missing', () => {
    const html = compose();
    expect(html).toContain('Doe, Jane');
    expect(html).toContain('18.0 <span class="u">ml</span>');
    expect(html).toContain('<span>R 3.0</span><span>P 0.0</span><span>S 0.5</span>');
    expect(html).toContain('5.00 × 5.00 × 5.00 mm');
    expect(html).toContain('20 Nov 2026 09:41');
    expect(html).toContain('20.0 s');
    expect(html).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it('has Dice only for a case with clinical contours', () => {
    expect(compose()).not.toContain('Dice');
    const html = compose({
      structures: [{ ...only(model()), dice: 0.8741 }],
      validationNote: 'Validation case',
    });
    expect(html).toContain('0.874');
    expect(html).toContain('Validation case');
  });

  it('goes without surfaces, structures, a model', () => {
    expect(compose()).not.toContain('<h2>Surfaces</h2>');
    const html = compose({ structures: [], model: null });
    expect(html).toContain('none of 0 reviewed');
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('takes an empty structure', () => {
    const empty = { ...only(model()), mask: maskFromDense(new Uint8Array(384), geometry.size) };
    const html = compose({ structures: [{ ...empty, volumeMl: 0, centroidLps: null }] });
    expect(html).toContain('0.00 <span class="u">ml</span>');
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('is the same every time', () => {
    const whole = () => createHash('sha256').update(composeReportHtml(model(), assets)).digest('hex');
    expect(whole()).toBe(whole());
  });
});
