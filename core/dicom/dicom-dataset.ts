// Typed, decoded access to the attributes of a data set or of one sequence item.

import type { DataSet, Element } from 'dicom-parser';
import { AppError } from '../error/index.ts';
import { decodeText } from './character-set.ts';
import { type DicomKeyword, type DicomTag, TAGS } from './tags.ts';

/** What is thrown wherever an attribute reaches beyond the bytes. */
export const truncatedFile = () =>
  new AppError(
    'corrupt-data',
    'DICOM_TRUNCATED',
    'The DICOM file is cut short: an attribute promises more bytes than the file has. Copy or export it again.',
  );

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The text of a DS or IS value as a number; NaN when it is not one. */
export const parseDecimal = (text: string): number => (NUMBER.test(text) ? Number(text) : Number.NaN);

const isPadding = (byte: number | undefined): boolean => byte === 0x20 || byte === 0;

/** Attributes of a data set or of one sequence item. Absent attributes read as empty, never as an exception. */
export class DicomDataset {
  readonly #dataset: DataSet;
  readonly #characterSets: readonly string[];

  constructor(dataset: DataSet, inheritedCharacterSets: readonly string[] = []) {
    this.#dataset = dataset;
    const own = this.#latin(dataset.elements[TAGS.SpecificCharacterSet]);
    this.#characterSets = own === '' ? inheritedCharacterSets : own.split('\\').map((term) => term.trim());
  }

  #element(name: DicomKeyword | DicomTag): Element | undefined {
    return this.#dataset.elements[name in TAGS ? TAGS[name as DicomKeyword] : name];
  }

  #bytes(element: Element): Uint8Array {
    const bytes = this.#dataset.byteArray;
    let end = Math.min(bytes.length, element.dataOffset + element.length);
    let start = element.dataOffset;
    while (end > start && isPadding(bytes[end - 1])) end--;
    while (start < end && isPadding(bytes[start])) start++;
    return bytes.subarray(start, end);
  }

  #latin(element: Element | undefined): string {
    return element === undefined ? '' : decodeText(this.#bytes(element), []);
  }

  /** True when the attribute is there, even if empty. */
  has(name: DicomKeyword | DicomTag): boolean {
    return this.#element(name) !== undefined;
  }

  /** Text in Unicode without the padding at its ends; '' when absent. Values are separated by a backslash. */
  text(name: DicomKeyword | DicomTag): string {
    const element = this.#element(name);
    return element === undefined ? '' : decodeText(this.#bytes(element), this.#characterSets);
  }

  /** Values of a multi-valued text attribute, each trimmed; [] when absent or empty. */
  texts(name: DicomKeyword | DicomTag): string[] {
    const text = this.text(name);
    return text === '' ? [] : text.split('\\').map((value) => value.trim());
  }

  /** Values of a DS or IS attribute; NaN for a value that is not a number. */
  decimals(name: DicomKeyword | DicomTag): number[] {
    return this.texts(name).map(parseDecimal);
  }

  /** The first value of a DS or IS attribute; null when absent, NaN when it is not a number. */
  decimal(name: DicomKeyword | DicomTag): number | null {
    return this.decimals(name)[0] ?? null;
  }

  /** A US value; null when absent. */
  uint16(name: DicomKeyword | DicomTag): number | null {
    const element = this.#element(name);
    if (element === undefined || element.length < 2) return null;
    return this.#dataset.uint16(element.tag) ?? null;
  }

  /** Values of a US attribute; [] when absent. */
  uint16s(name: DicomKeyword | DicomTag): number[] {
    const element = this.#element(name);
    if (element === undefined) return [];
    return Array.from({ length: element.length >> 1 }, (_, at) => this.#dataset.uint16(element.tag, at) ?? Number.NaN);
  }

  /** Values of a UL attribute; [] when absent. */
  uint32s(name: DicomKeyword | DicomTag): number[] {
    const element = this.#element(name);
    if (element === undefined) return [];
    return Array.from({ length: element.length >> 2 }, (_, at) => this.#dataset.uint32(element.tag, at) ?? Number.NaN);
  }

  /** The first value of an FD attribute; null when absent. */
  double(name: DicomKeyword | DicomTag): number | null {
    const element = this.#element(name);
    if (element === undefined || element.length < 8) return null;
    return this.#dataset.double(element.tag) ?? null;
  }

  /** The tag that an AT attribute holds; null when absent. */
  attributeTag(name: DicomKeyword | DicomTag): string | null {
    const element = this.#element(name);
    if (element === undefined || element.length < 4) return null;
    return this.#dataset.attributeTag(element.tag) ?? null;
  }

  /** The value representation that the file states; null where it states none or lacks the attribute. */
  vr(name: DicomKeyword | DicomTag): string | null {
    return this.#element(name)?.vr ?? null;
  }

  /** The value field of a binary attribute, in place; null when absent. Throws `corrupt-data` when it is cut short. */
  bytes(name: DicomKeyword | DicomTag): Uint8Array | null {
    const element = this.#element(name);
    if (element === undefined) return null;
    const end = element.dataOffset + element.length;
    if (end > this.#dataset.byteArray.length) throw truncatedFile();
    return this.#dataset.byteArray.subarray(element.dataOffset, end);
  }

  /** Items of a sequence; [] when absent. */
  items(name: DicomKeyword | DicomTag): DicomDataset[] {
    const nested: DicomDataset[] = [];
    for (const item of this.#element(name)?.items ?? []) {
      if (item.dataSet !== undefined) nested.push(new DicomDataset(item.dataSet, this.#characterSets));
    }
    return nested;
  }

  /** Where the value field of an attribute lies in the parsed bytes; null when absent. */
  extent(name: DicomKeyword | DicomTag): { readonly offset: number; readonly length: number } | null {
    const element = this.#element(name);
    return element === undefined ? null : { offset: element.dataOffset, length: element.length };
  }
}
