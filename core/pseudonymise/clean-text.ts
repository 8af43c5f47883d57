// Free text with nothing left in it but words that are known to name no one (PS3.15 E.3.4, clean descriptors): words of
// the structure names of TG-263, of imaging and of radiotherapy, and short numbers. Whatever else a text holds goes.

import { NAME_ALIASES, tg263Names } from '../terminology/index.ts';

const WORDS = `a abd abdomen abdominal acq active ac adc adrenal age air and angio angiography aorta approved arm arms art
arterial artefact asc at atlas average avg ax axial b base beam beams bh bilateral biopsy body bolus bone boost brain breast
breath brachy build ca cavity cbct cc ce cervical cervix chest cm colon combined cone contour contours contrast cor coronal
coverage crani craniospinal crop cropped ct cta ctv cube curve cut dce deep delayed derived dexa dibh dicom diffusion distal
dixon dose dorsal dual dwi early echo eff electron enhanced epi esophagus ex exhale expiration ext external extremity eye face fast
fat field final fixation flair fl flash follow fov foot frac fraction fractions free fs fused fusion ga gad gadolinium
gated gating gland gre gtv gy cgy h hand hd head heart high hip hr hu hypofractionated image images imaging imrt in inhale initial
inner inspiration int inv ion iso isocenter isocentre isotropic itv iv joint k kernel kidney knee kv kvp large late left
level ligament limb line liver localizer localiser long low lower lumbar lung lymph mandible map margin mark marker markers mask max maxilla mean
med mediastinum medium mesh metal mid min mip mm mpr mr mri mv neck nerve no node nodal nodes non normal num oblique of off on opposed optic
oral organ orbit orbits original other out outer overlay pa pancreas par parallel partial pass path pelvic pelvis perfusion pet phantom phase photon
pituitary plan planning plane plus post posterior anterior pre primary prone proton prostate proximal prv ptv pv qa quality raw recon reconstructed rectum
reference reg registration registered relative resp rest ribs right rigid rings roi rt rtdose rtplan rtstruct sagittal sag sbrt scan scout
screening sd seg segment segmentation seq series set sets setup short shoulder simulation sim single sinus site skull slab slice slices
small soft spine spinal spiral spleen srs srt standard std static stereotactic stir stomach structure structures struct sternum study sub sum supine
surface t t1 t1w t2 t2w t2* target te template test thick thin third thoracic thorax three throat thyroid time tirm tissue to tof tongue topogram tomo tongue
total tr trachea trans transverse treatment true tse tumor tumour two unenhanced unknown upper ureter us uterus v vault vein venous ventral vertebra
version vessel view vmat vol volume vrt w warped wb weighted whole wi width window wo with without wrist x xa xr y z zoom`;

let known: ReadonlySet<string> | null = null;

const partsOf = (text: string): string[] => text.toLowerCase().split(/[^a-z]+/);

function knownWords(): ReadonlySet<string> {
  if (known === null) {
    const words = [...WORDS.split(/\s+/)];
    for (const name of tg263Names())
      words.push(...partsOf(name), ...partsOf(name.replaceAll(/([a-z])([A-Z])/g, '$1 $2')));
    for (const alias of Object.keys(NAME_ALIASES)) words.push(alias);
    known = new Set(words.filter((word) => word !== ''));
  }
  return known;
}

/** Numbers of up to four digits, such as a dose level or a thickness, that are no year. */
const NUMBER = /^(?!(?:19|20)\d\d$)\d{1,4}$/;
/** Letters and a number in one: PTV2, t2w, 5mm, L3. */
const MIXED = /^([a-z]*)(\d{1,2})([a-z]*)$/;

function isHarmless(word: string, names: ReadonlySet<string>): boolean {
  const plain = word.toLowerCase();
  if (names.has(plain)) return false;
  const words = knownWords();
  if (words.has(plain) || NUMBER.test(plain)) return true;
  const mixed = MIXED.exec(plain);
  if (mixed !== null) {
    const [, before = '', , after = ''] = mixed;
    return (before === '' || words.has(before)) && (after === '' || words.has(after));
  }
  // 'OpticNrv': each part is known by itself.
  const parts = word.split(/(?<=[a-z])(?=[A-Z])/);
  return parts.length > 1 && parts.every((part) => words.has(part.toLowerCase()) && !names.has(part.toLowerCase()));
}

/**
 * The words of `text` that are known to be harmless, with the signs between them; '' where none is left.
 * @param names words of the identity, in small letters: they go even where they are words of anatomy too
 */
export function cleanText(text: string, names: ReadonlySet<string>): string {
  // A date or another number written with signs is no row of small numbers.
  const parts = text.replaceAll(/(?<!\d)\d+(?:[./:-]\d+){2,}/g, ' ').split(/([^\p{L}\p{N}]+)/u);
  let cleaned = '';
  let isGap = false;
  for (const [at, part] of parts.entries()) {
    if (at % 2 === 1) {
      // Signs only between words that stay.
      if (!isGap) cleaned += part.replaceAll(/[^ _.,;:+\-/()~!^*\r\n]/g, ' ');
    } else if (part !== '') {
      isGap = !isHarmless(part, names);
      if (!isGap) cleaned += part;
    }
  }
  // Each run of signs or digits is looked at from its beginning only: from each of its places it would take minutes.
  return cleaned.replaceAll(/ {2,}/g, ' ').replaceAll(/^[\s_.,;:+\-/)!*]+|(?<![\s_.,;:+\-/(*])[\s_.,;:+\-/(*]+$/g, '');
}
