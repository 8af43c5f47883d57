// Objects of a 3MF as its build places them: units, components and transforms are followed, extensions are not.

import { unzipSync } from 'fflate';
import { AppError } from '../error/index.ts';
import type { NamedMesh } from './named-mesh.ts';
import { LAID_OUT, MODEL_PATH, MODEL_RELATIONSHIP } from './three-mf.ts';
import type { TriangleMesh } from './triangle-mesh.ts';
import { openingTags } from './xml-tags.ts';

/** More than any part that prints, and as much as one string holds; what would unpack to more was made to fill the memory. */
const LARGEST_MODEL_BYTES = 500e6;

const MM: Readonly<Record<string, number>> = {
  micron: 0.001,
  millimeter: 1,
  centimeter: 10,
  inch: 25.4,
  foot: 304.8,
  meter: 1000,
};

/** Components may hold components. */
const DEEPEST = 32;

/** A few components that hold each other twice make millions: what is placed is counted before it is made. */
const MOST_TRIANGLES = 5_000_000;
const MOST_PLACES = 100_000;

const tooMany = (): AppError =>
  new AppError(
    'resource',
    'THREE_MF_TOO_MANY',
    'The 3MF file places more than 5 million triangles or 100 000 objects. Simplify it where it was made.',
  );

class Budget {
  #triangles = 0;
  #places = 0;

  take(triangles: number): void {
    this.#triangles += triangles;
    this.#places++;
    if (this.#triangles > MOST_TRIANGLES || this.#places > MOST_PLACES) throw tooMany();
  }
}

/** Row vectors: m00 m01 m02 m10 … m32, as the file has them. */
type Transform = readonly number[];

interface ModelObject {
  readonly name: string;
  readonly colour: string | null;
  readonly positions: number[];
  readonly indices: number[];
  readonly components: { readonly id: string; readonly transform: Transform | null }[];
}

interface Model {
  readonly mmPerUnit: number;
  readonly objects: ReadonlyMap<string, ModelObject>;
  readonly items: readonly { readonly id: string; readonly transform: Transform | null }[];
}

const corrupt = (why: string): AppError =>
  new AppError('corrupt-data', 'THREE_MF_CONTENT', `The 3MF file ${why}. Export it again.`);

/** One file of the archive; no other is unpacked, for there may be any number of them. */
function unpack(bytes: Uint8Array, path: string): Uint8Array | undefined {
  let isTaken = false;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (isTaken || name !== path) return false;
        if (originalSize > LARGEST_MODEL_BYTES) throw corrupt('holds more than 500 MB of text');
        isTaken = true;
        return true;
      },
    });
    return files[path];
  } catch (error) {
    throw error instanceof AppError ? error : corrupt('is cut short or no ZIP archive');
  }
}

const UNESCAPE: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const plain = (text: string): string =>
  text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, dec?: string, word?: string) => {
    const code = hex !== undefined ? Number.parseInt(hex, 16) : dec !== undefined ? Number(dec) : Number.NaN;
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    return (word !== undefined && UNESCAPE[word]) || all;
  });

function modelText(bytes: Uint8Array): string {
  const path = modelPath(unpack(bytes, '_rels/.rels')).replace(/^\//, '');
  const model = unpack(bytes, path);
  if (model === undefined) throw corrupt('has no model');
  return new TextDecoder().decode(model);
}

/** Where the package says that its model lies. */
function modelPath(relationships: Uint8Array | undefined): string {
  for (const { name, text } of openingTags(new TextDecoder().decode(relationships), corrupt)) {
    if (name === 'Relationship' && value(text, 'Type') === MODEL_RELATIONSHIP)
      return value(text, 'Target') ?? MODEL_PATH;
  }
  return MODEL_PATH;
}

/** Value of an attribute in a tag's text. */
function value(tag: string, name: string): string | null {
  for (let at = tag.indexOf(name); at >= 0; at = tag.indexOf(name, at + 1)) {
    const before = tag.charCodeAt(at - 1);
    if (before > 32) continue;
    const match = /^\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(tag.slice(at + name.length, at + name.length + 4096));
    if (match !== null) return match[1] ?? match[2] ?? '';
  }
  return null;
}

function number(tag: string, name: string): number {
  const text = value(tag, name);
  const read = text === null || text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(read)) throw corrupt(`has a ${/^<\/?([\w:]+)/.exec(tag)?.[1] ?? 'tag'} without ${name}`);
  return read;
}

function transformOf(tag: string): Transform | null {
  const text = value(tag, 'transform');
  if (text === null) return null;
  const numbers = text.trim().split(/\s+/).map(Number);
  if (numbers.length !== 12 || !numbers.every(Number.isFinite)) throw corrupt('has a transform that is not 12 numbers');
  return numbers;
}

class ModelReader {
  readonly objects = new Map<string, ModelObject>();
  readonly items: { readonly id: string; readonly transform: Transform | null }[] = [];
  mmPerUnit = 1;
  readonly #colours = new Map<string, string[]>();
  #materials: string[] = [];
  #object: ModelObject | null = null;

  take(name: string, tag: string): void {
    if (name === 'vertex') this.#target().positions.push(number(tag, 'x'), number(tag, 'y'), number(tag, 'z'));
    else if (name === 'triangle') this.#target().indices.push(number(tag, 'v1'), number(tag, 'v2'), number(tag, 'v3'));
    else if (name === 'object') this.#open(tag);
    else if (name === 'component') {
      this.#target().components.push({ id: value(tag, 'objectid') ?? '', transform: transformOf(tag) });
    } else if (name === 'item') this.items.push({ id: value(tag, 'objectid') ?? '', transform: transformOf(tag) });
    else if (name === 'basematerials') {
      this.#materials = [];
      this.#colours.set(value(tag, 'id') ?? '', this.#materials);
    } else if (name === 'base') this.#materials.push(value(tag, 'displaycolor') ?? '');
    else if (name === 'model') this.#begin(tag);
  }

  #begin(tag: string): void {
    const unit = value(tag, 'unit') ?? 'millimeter';
    const mm = MM[unit];
    if (mm === undefined) throw corrupt(`has the unit "${unit.slice(0, 20)}", which 3MF does not know`);
    this.mmPerUnit = mm;
  }

  #open(tag: string): void {
    const given = this.#colours.get(value(tag, 'pid') ?? '')?.[Number(value(tag, 'pindex') ?? 0)] ?? '';
    const colour = /^#[0-9a-f]{6}/i.exec(given)?.[0] ?? null;
    const name = plain(value(tag, 'name') ?? '');
    this.#object = { name, colour, positions: [], indices: [], components: [] };
    this.objects.set(value(tag, 'id') ?? '', this.#object);
  }

  #target(): ModelObject {
    if (this.#object === null) throw corrupt('has a mesh outside of an object');
    return this.#object;
  }
}

function readModel(text: string): Model {
  const reader = new ModelReader();
  for (const { name, text: tag } of openingTags(text, corrupt)) reader.take(name, tag);
  return reader;
}

function placed(
  [x, y, z]: readonly [number, number, number],
  transforms: readonly Transform[],
): [number, number, number] {
  let [a, b, c] = [x, y, z];
  for (const m of transforms) {
    const at = (column: number) =>
      a * (m[column] as number) +
      b * (m[3 + column] as number) +
      c * (m[6 + column] as number) +
      (m[9 + column] as number);
    [a, b, c] = [at(0), at(1), at(2)];
  }
  return [a, b, c];
}

/** Whether the transforms together turn the inside out. */
const mirrors = (transforms: readonly Transform[]): boolean =>
  transforms.filter((t) => {
    const [a, b, c, d, e, f, g, h, i] = t as [number, number, number, number, number, number, number, number, number];
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) < 0;
  }).length %
    2 ===
  1;

function meshOf({ positions: p, indices }: ModelObject, transforms: readonly Transform[], mm: number): TriangleMesh {
  const vertices = p.length / 3;
  if (!indices.every((v) => Number.isInteger(v) && v >= 0 && v < vertices))
    throw corrupt('has a triangle without its vertices');
  const positions = new Float32Array(p.length);
  for (let at = 0; at < p.length; at += 3) {
    const [x, y, z] = placed([p[at] as number, p[at + 1] as number, p[at + 2] as number], transforms);
    positions.set([mm * x, mm * y, mm * z], at);
  }
  const triangles = Uint32Array.from(indices);
  if (mirrors(transforms)) {
    for (let t = 0; t < triangles.length; t += 3) {
      const second = triangles[t + 1] as number;
      triangles[t + 1] = triangles[t + 2] as number;
      triangles[t + 2] = second;
    }
  }
  return { positions, indices: triangles };
}

function* solidsOf(
  model: Model,
  id: string,
  transforms: readonly Transform[],
  name: string,
  budget: Budget,
): Generator<NamedMesh> {
  const object = model.objects.get(id);
  if (object === undefined) throw corrupt('places an object that it does not have');
  if (transforms.length > DEEPEST) throw corrupt('has components that hold each other');
  budget.take(object.indices.length / 3);
  const own = object.name || name;
  if (object.indices.length > 0)
    yield { name: own, colour: object.colour, mesh: meshOf(object, transforms, model.mmPerUnit) };
  for (const { id: part, transform } of object.components) {
    yield* solidsOf(model, part, [transform ?? IDENTITY, ...transforms], own, budget);
  }
}

const IDENTITY: Transform = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0];

/** The solids that a 3MF builds, in mm, where it puts them or, with `isPlaced` false, in the coordinates of their objects.
 * Throws `corrupt-data` THREE_MF_CONTENT for what is no 3MF, `resource` THREE_MF_TOO_MANY. */
export const decodeThreeMf = (bytes: Uint8Array, isPlaced = true): NamedMesh[] => solidsIn(modelText(bytes), isPlaced);

/** The solids of a 3MF where they lie in the patient: of a model that its build lays on the bed of a printer the objects as
 * they are, of all others what the build places. Throws as `decodeThreeMf`. */
export function decodeThreeMfInPatient(bytes: Uint8Array): {
  readonly solids: NamedMesh[];
  readonly isLaidOut: boolean;
} {
  const text = modelText(bytes);
  const isLaidOut =
    text.includes('<metadata name="Application">Limner ') &&
    text.includes(`<metadata name="Description">${LAID_OUT}</metadata>`);
  return { solids: solidsIn(text, !isLaidOut), isLaidOut };
}

function solidsIn(text: string, isPlaced: boolean): NamedMesh[] {
  const model = readModel(text);
  const budget = new Budget();
  return model.items.flatMap(({ id, transform }) => [
    ...solidsOf(model, id, transform === null || !isPlaced ? [] : [transform], '', budget),
  ]);
}
