// The part of dcmjs that the tests use: the package has no declarations of its own.
declare module 'dcmjs' {
  export interface DcmjsElement {
    readonly vr: string;
    readonly Value: readonly unknown[];
  }
  export type DcmjsDataset = Record<string, DcmjsElement>;
  interface Logger {
    setLevel(level: 'silent', persist?: boolean): void;
    getLogger(name: string): Logger;
  }
  export const log: Logger;
  export const data: {
    readonly DicomDict: new (
      meta: DcmjsDataset,
    ) => {
      dict: DcmjsDataset;
      write(options?: { allowInvalidVRLength: boolean }): ArrayBuffer;
    };
    readonly DicomMetaDictionary: {
      denaturalizeDataset(dataset: Record<string, unknown>): DcmjsDataset;
    };
  };
}
