// Colours as DICOM recommends them: CIELab of the profile connection space, illuminant D50 (PS3.3 C.10.7.1.1), in
// 16 bits a value. sRGB by IEC 61966-2-1, its white brought to D50 by the Bradford matrices that ICC profiles use.

type Triple = readonly [number, number, number];

const WHITE_D50: Triple = [0.9642, 1, 0.8249];

/** Linear sRGB -> XYZ under D50. */
const TO_XYZ: readonly Triple[] = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
];
const FROM_XYZ: readonly Triple[] = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
];

const apply = (matrix: readonly Triple[], v: Triple): Triple =>
  matrix.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as unknown as Triple;

const linear = (level: number): number => {
  const c = level / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};
const gamma = (c: number): number => {
  const level = c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055;
  return Math.max(0, Math.min(255, Math.round(level * 255)));
};

const EDGE = 6 / 29;
const compress = (t: number): number => (t > EDGE ** 3 ? Math.cbrt(t) : t / (3 * EDGE ** 2) + 4 / 29);
const expand = (f: number): number => (f > EDGE ? f ** 3 : 3 * EDGE ** 2 * (f - 4 / 29));

const word = (share: number): number => Math.max(0, Math.min(65535, Math.round(share * 65535)));

/** (0062,000D) of an sRGB colour: L* 0 to 100, a* and b* -128 to 127, each over 0 to 65535. */
export function cielabFromRgb(rgb: Triple): [number, number, number] {
  const xyz = apply(TO_XYZ, rgb.map(linear) as unknown as Triple);
  const [x, y, z] = xyz.map((value, axis) => compress(value / (WHITE_D50[axis] as number))) as unknown as Triple;
  return [word((116 * y - 16) / 100), word((500 * (x - y) + 128) / 255), word((200 * (y - z) + 128) / 255)];
}

/** The sRGB colour of (0062,000D), each channel cut to 0 to 255. */
export function rgbFromCielab(encoded: Triple): [number, number, number] {
  const lightness = (encoded[0] / 65535) * 100;
  const y = (lightness + 16) / 116;
  const x = y + ((encoded[1] / 65535) * 255 - 128) / 500;
  const z = y - ((encoded[2] / 65535) * 255 - 128) / 200;
  const xyz = [x, y, z].map((f, axis) => expand(f) * (WHITE_D50[axis] as number)) as unknown as Triple;
  return apply(FROM_XYZ, xyz).map(gamma) as [number, number, number];
}
